// Block Kit as Slack draws it. A surface is {form, act(blockId, element, value)}; see elements.js for what it is asked.
import { dataTable } from "./datatable.js";
import { h, uniqueId } from "./dom.js";
import { control, element } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { richText } from "./richtext.js";
import { tableBlock } from "./tables.js";
import { picture, text } from "./texts.js";

export function drawBlocks(blocks, surface) {
  return h("div", { class: "blocks" }, blocks.map((block) => drawBlock(block, surface)));
}

function drawBlock(block, surface) {
  const draw = Object.hasOwn(BLOCKS, block.type) ? BLOCKS[block.type] : unsupported;
  const node = draw(block, surface);
  node.classList.add("block", `block-${block.type}`);
  if (block.block_id) node.dataset.blockId = block.block_id;
  return node;
}

const unsupported = (block) => h("div", { class: "unsupported" }, `unsupported block: ${block.type}`);

function header(block) {
  return h("div", { role: "heading", "aria-level": "3" }, text(block.text));
}

function section(block, surface) {
  const words = h("div", { class: "section-text" }, block.text && h("div", { class: "text" }, text(block.text)));
  const fields = block.fields?.map((field) => h("div", { class: "text" }, text(field)));
  if (fields) words.append(h("div", { class: "fields" }, fields));
  if (!block.accessory) return h("div", {}, words);
  return h("div", {}, words, h("div", { class: "accessory" }, element(block.accessory, block, surface)));
}

function context(block) {
  const words = (one) => h("span", { class: "text" }, text(one));
  const item = (one) => (one.type === "image" ? picture(one, "context-image") : words(one));
  return h("div", {}, block.elements.map(item));
}

function actions(block, surface) {
  return h("div", {}, block.elements.map((one) => element(one, block, surface)));
}

function image(block) {
  const title = block.title && h("figcaption", {}, text(block.title));
  return h("figure", {}, title, picture(block, "block-picture"));
}

function input(block, surface) {
  const id = uniqueId("input");
  const problem = surface.errors?.[block.block_id];
  const label = [text(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  const hint = block.hint && h("div", { class: "hint", id: `${id}-hint` }, text(block.hint));
  const marks = { class: "field-error", id: `${id}-error`, role: "alert" };
  const error = problem && h("div", marks, icon("warning", 15), problem);
  const attributes = {
    id,
    "aria-describedby": [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ") || null,
    "aria-invalid": problem ? "true" : null,
  };
  const node = control(block.element, block, surface, attributes);
  const name = h("label", { class: "input-label", for: id, id: `${id}-label` }, label);
  return h("div", { class: problem ? "invalid" : "" }, name, node, error, hint);
}

const ALERT_ICONS = { warning: "warning", error: "warning", success: "check" };

function alert(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  const role = level === "error" || level === "warning" ? "alert" : "note";
  const words = h("div", { class: "text" }, text(block.text));
  return h("div", { class: `alert-${level}`, role }, icon(ALERT_ICONS[level] ?? "info"), words);
}

function card(block, surface) {
  return h("div", {},
    block.hero_image && picture(block.hero_image, "card-hero"),
    h("div", { class: "card-head" },
      block.icon && picture(block.icon, "card-icon"),
      h("div", {},
        block.title && h("div", { class: "card-title" }, text(block.title)),
        block.subtitle && h("div", { class: "card-subtitle" }, text(block.subtitle)))),
    block.body && h("div", { class: "text" }, text(block.body)),
    block.actions && h("div", { class: "block-actions" }, block.actions.map((one) => element(one, block, surface))));
}

function container(block, surface) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : text(block.title);
  const subtitle = block.subtitle && h("div", { class: "card-subtitle" }, text(block.subtitle));
  const head = [h("div", { class: "card-title" }, title), subtitle];
  const body = drawBlocks(block.child_blocks, surface);
  if (!block.is_collapsible) return h("div", {}, h("div", { class: "container-head" }, head), body);
  return h("details", { open: !block.default_collapsed }, h("summary", { class: "container-head" }, head), body);
}

const BLOCKS = {
  header,
  section,
  context,
  divider: () => h("hr"),
  actions,
  image,
  input,
  rich_text: richText,
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
  table: tableBlock,
  data_table: dataTable,
  alert,
  card,
  container,
};
