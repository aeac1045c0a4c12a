// Tables of the table block and of Markdown.
import { h } from "./dom.js";
import { richText } from "./richtext.js";

/** Rows of cell contents, the first row being the head; `align` names each column's alignment. */
export function table(rows, align = []) {
  const cell = (tag) => (content, column) => h(tag, { class: `align-${align[column] ?? "left"}` }, content);
  const row = (tag) => (contents) => h("tr", {}, contents.map(cell(tag)));
  const [head, ...body] = rows;
  const content = h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, body.map(row("td"))));
  return h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": "Table" }, content);
}

export function cellContent(cell) {
  return cell.type === "rich_text" ? richText(cell) : String(cell.text ?? cell.value ?? "");
}

export function tableBlock(block) {
  const align = (block.column_settings ?? []).map((column) => column?.align);
  return table(block.rows.map((row) => row.map(cellContent)), align);
}
