// The markdown block: the usual Markdown of language models, as DOM nodes.
import { h } from "./dom.js";
import { link } from "./chips.js";
import { table } from "./tables.js";

const FENCE = /^```[^`]*$/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const ITEM = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$/;
const QUOTE = /^>\s?/;
const ROW = /^\s*\|.*\|\s*$/;
const TASK = /^\[([ xX])\]\s+/;

/** Every rule takes its lines from the front of `lines` and answers a node, or null when it does not apply. */
const RULES = [fence, heading, rule, quote, grid, list, paragraph];

export function markdown(text) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    if (!lines[0].trim()) lines.shift();
    else nodes.push(RULES.reduce((node, attempt) => node ?? attempt(lines), null));
  }
  return nodes;
}

/** Removes and returns the leading lines that `belongs` accepts. */
function take(lines, belongs) {
  const end = lines.findIndex((line) => !belongs(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function fence(lines) {
  if (!FENCE.test(lines[0])) return null;
  lines.shift();
  const code = take(lines, (line) => !FENCE.test(line));
  lines.shift();
  return h("pre", { class: "code" }, code.join("\n"));
}

function heading(lines) {
  const match = HEADING.exec(lines[0]);
  if (!match) return null;
  lines.shift();
  const level = { class: `markdown-heading level-${match[1].length}`, role: "heading", "aria-level": 4 };
  return h("p", level, inline(match[2]));
}

function rule(lines) {
  if (!RULE.test(lines[0])) return null;
  lines.shift();
  return h("hr");
}

function quote(lines) {
  if (!QUOTE.test(lines[0])) return null;
  const quoted = take(lines, (line) => QUOTE.test(line)).map((line) => line.replace(QUOTE, ""));
  return h("blockquote", {}, markdown(quoted.join("\n")));
}

function grid(lines) {
  if (!ROW.test(lines[0]) || !/^[\s|:-]+$/.test(lines[1] ?? "")) return null;
  const rows = take(lines, (line) => ROW.test(line)).map((line) => line.trim().slice(1, -1).split("|"));
  const align = rows[1].map(alignment);
  const cells = rows.filter((_, index) => index !== 1).map((row) => row.map((cell) => inline(cell.trim())));
  return table(cells, align);
}

function alignment(cell) {
  const marks = cell.trim();
  if (!marks.endsWith(":")) return "left";
  return marks.startsWith(":") ? "center" : "right";
}

/** One list: items deeper than the first are lists of the item before them. */
function list(lines) {
  const first = ITEM.exec(lines[0]);
  if (!first) return null;
  const depth = first[1].length;
  const items = [];
  while (lines.length) {
    const match = ITEM.exec(lines[0]);
    if (match && match[1].length === depth && Boolean(match[3]) === Boolean(first[3])) {
      lines.shift();
      items.push(h("li", {}, item(match[4])));
    } else if (match && match[1].length > depth) items.at(-1).append(list(lines));
    else break;
  }
  return h(first[3] ? "ol" : "ul", first[3] ? { start: first[3] } : {}, items);
}

function item(text) {
  const task = TASK.exec(text);
  if (!task) return inline(text);
  const box = h("input", { type: "checkbox", disabled: true, checked: task[1] !== " ", "aria-label": "Done" });
  return [box, " ", inline(text.slice(task[0].length))];
}

function paragraph(lines) {
  const ends = (line) => !line.trim() || [FENCE, HEADING, RULE, ITEM, QUOTE].some((pattern) => pattern.test(line));
  const first = lines.shift();
  return h("p", {}, inline([first, ...take(lines, (line) => !ends(line))].join("\n")));
}

const TOKEN = new RegExp(
  [
    "`+([^`]+)`+",
    "\\[([^\\]]+)\\]\\(([^()\\s]+)\\)",
    "\\*\\*(?=\\S)([\\s\\S]*?\\S)\\*\\*",
    "~~(?=\\S)([\\s\\S]*?\\S)~~",
    "\\*(?=\\S)([^*]*?\\S)\\*",
    "(?<![\\p{L}\\p{N}])_(?=\\S)([^_]*?\\S)_(?![\\p{L}\\p{N}])",
    "(https?://[^\\s<>]*[^\\s<>.,;:!?'\")\\]}])",
    "\\\\([\\\\`*_~\\[\\]#>|-])",
  ].join("|"),
  "gu",
);

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(text.slice(from, match.index), token(match));
    from = match.index + match[0].length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== "");
}

function token([whole, code, label, target, bold, strike, italic, underscored, address, escaped]) {
  if (code !== undefined) return h("code", {}, code);
  if (label !== undefined) return link(target, inline(label)) ?? whole;
  if (bold !== undefined) return h("strong", {}, inline(bold));
  if (strike !== undefined) return h("s", {}, inline(strike));
  if (italic !== undefined) return h("em", {}, inline(italic));
  if (underscored !== undefined) return h("em", {}, inline(underscored));
  if (address !== undefined) return link(address, address) ?? whole;
  return escaped;
}
