// The rich_text block: already parsed by whoever sent it, so only drawn here.
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelChip, dateChip, groupChip, link, mentionChip } from "./chips.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(node, style = {}) {
  return Object.entries(STYLES).reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

function emojiOf({ name, unicode }) {
  const points = (unicode ?? "").split("-").map((point) => Number.parseInt(point, 16));
  const known = points.every((point) => point > 0 && point <= 0x10ffff);
  return known ? String.fromCodePoint(...points) : emoji(name) ?? `:${name}:`;
}

const ELEMENTS = {
  text: ({ text, style }) => styled(text, style),
  link: ({ url, text, style }) => styled(link(url, text ?? url) ?? text ?? url, style),
  user: ({ user_id: id, style }) => styled(mentionChip(id), style),
  usergroup: ({ usergroup_id: id }) => groupChip(id),
  channel: ({ channel_id: id, style }) => styled(channelChip(id), style),
  emoji: emojiOf,
  date: ({ timestamp, format, fallback, url }) => dateChip(timestamp, format, fallback, url),
  broadcast: ({ range }) => h("span", { class: "chip chip-group" }, `@${range}`),
  color: ({ value }) => h("code", {}, value),
};

const inline = (elements) => elements.map((one) => ELEMENTS[one.type]?.(one) ?? `[${one.type}]`);

function list({ style, elements, indent = 0, offset = 0, border }) {
  const items = elements.map((item) => h("li", {}, inline(item.elements)));
  const start = style === "ordered" && offset ? { start: offset + 1 } : {};
  const className = `indent-${Math.min(indent, 5)}${border ? " bordered" : ""}`;
  return h(style === "ordered" ? "ol" : "ul", { class: className, ...start }, items);
}

const PARTS = {
  rich_text_section: ({ elements }) => h("div", { class: "rich-section" }, inline(elements)),
  rich_text_list: list,
  rich_text_quote: ({ elements }) => h("blockquote", {}, inline(elements)),
  rich_text_preformatted: ({ elements }) => h("pre", { class: "code" }, inline(elements)),
};

export function richText(block) {
  const unknown = ({ type }) => h("div", { class: "unsupported" }, `[${type}]`);
  const parts = block.elements.map((part) => (PARTS[part.type] ?? unknown)(part));
  return h("div", { class: "rich-text" }, parts);
}
