// Slack's mrkdwn as DOM nodes. The text comes escaped (&amp; &lt; &gt;); what is not known markup is shown as it is.
import { h, safeUrl } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelChip, dateChip, groupChip, mentionChip, link } from "./chips.js";

const decode = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const FENCE = /```\n?([\s\S]+?)\n?```/g;
const QUOTE = /^(?:&gt;|>) ?/;

/** The nodes of a mrkdwn text; `verbatim` leaves bare addresses alone. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(FENCE)) {
    nodes.push(...paragraphs(trimEnd(text.slice(from, match.index)), verbatim));
    nodes.push(h("pre", { class: "code" }, plainOf(match[1])));
    from = match.index + match[0].length;
  }
  nodes.push(...paragraphs(from ? text.slice(from).replace(/^\n/, "") : text, verbatim));
  return nodes;
}

const trimEnd = (text) => text.replace(/\n$/, "");

/** Runs of quoted lines become quotes; line breaks of the rest are kept by the style sheet. */
function paragraphs(text, verbatim) {
  if (!text) return [];
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    if (runs.at(-1)?.quoted !== quoted) runs.push({ quoted, lines: [] });
    runs.at(-1).lines.push(line.replace(quoted ? QUOTE : "", ""));
  }
  return runs.flatMap(({ quoted, lines }) => {
    const content = inline(lines.join("\n"), verbatim);
    return quoted ? [h("blockquote", {}, content)] : content;
  });
}

// A mark counts only beside a non-letter, as in Slack: snake_case and 2*3*4 stay what they are.
const styled = (mark) =>
  String.raw`(?<![\p{L}\p{N}${mark}\\])[${mark}](?=[^\s${mark}])([^\n]*?[^\s])[${mark}](?![\p{L}\p{N}${mark}])`;

const TOKEN = new RegExp(
  [
    "`([^`\\n]+)`",
    "<([^<>\\n]+)>",
    "(https?://[^\\s<>|]*[^\\s<>|.,;:!?'\")\\]}])",
    ":([a-z0-9_+-]+):",
    styled("*"),
    styled("_"),
    styled("~"),
  ].join("|"),
  "gu",
);

const STYLES = ["strong", "em", "s"];

function inline(text, verbatim) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(decode(text.slice(from, match.index)), token(match, verbatim));
    from = match.index + match[0].length;
  }
  nodes.push(decode(text.slice(from)));
  return nodes.filter((node) => node !== "");
}

function token([whole, code, angle, address, name, ...marked], verbatim) {
  if (code !== undefined) return h("code", {}, plainOf(code));
  if (angle !== undefined) return reference(angle) ?? decode(whole);
  if (address !== undefined) return verbatim ? decode(whole) : link(decode(address), decode(address)) ?? decode(whole);
  if (name !== undefined) return emoji(name) ?? whole;
  const style = marked.findIndex((content) => content !== undefined);
  return h(STYLES[style], {}, inline(marked[style], verbatim));
}

/** What stands between < and >: a person, a channel, a date, a group, or an address; null when it is none of these. */
function reference(inside) {
  const [target, label] = split(inside, "|");
  if (target.startsWith("@")) return mentionChip(target.slice(1), label && decode(label));
  if (target.startsWith("#")) return channelChip(target.slice(1), label && decode(label));
  if (target.startsWith("!date^")) {
    const [, epoch, pattern, address] = target.split("^");
    return dateChip(epoch, decode(pattern ?? ""), label && decode(label), address && decode(address));
  }
  if (/^!(here|channel|everyone)$/.test(target)) return h("span", { class: "chip chip-group" }, `@${target.slice(1)}`);
  if (target.startsWith("!subteam^")) return groupChip(target.slice(9), label && decode(label));
  return safeUrl(decode(target)) ? link(decode(target), decode(label ?? target)) : null;
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The text of a code span: links and mentions are shown by their label or target, nothing is styled. */
function plainOf(text) {
  return decode(text.replace(/<(https?:[^<>|]+)(?:\|([^<>]+))?>/g, (whole, target, label) => label ?? target));
}
