// The data_table block: a table in pages, put in order by a press on the head of a column.
import { h, pressable } from "./dom.js";
import { iconButton } from "./icons.js";
import { cellContent } from "./tables.js";

const PAGE = 5;

export function dataTable({ caption, rows, page_size: size = PAGE, row_header_column_index: header }) {
  const [head, ...body] = rows;
  let sorted = body;
  let order = null; // {column, down}
  let from = 0;
  const frame = h("div", {});

  const sortBy = (column) => () => {
    order = { column, down: order?.column === column && !order.down };
    sorted = [...body].sort((one, other) => compare(one[column], other[column]) * (order.down ? -1 : 1));
    from = 0;
    draw(column);
  };
  const turn = (step) => () => {
    from += step;
    draw();
  };

  function title(cell, column) {
    const direction = order?.column === column ? (order.down ? "descending" : "ascending") : "none";
    const arrow = { ascending: "↑", descending: "↓" }[direction];
    const mark = h("span", { class: "sort-mark", "aria-hidden": "true" }, arrow);
    const button = pressable({ class: "sort" }, sortBy(column), cellContent(cell), mark);
    return h("th", { scope: "col", class: aligned(body[0]?.[column]), "aria-sort": direction }, button);
  }

  const row = (cells) =>
    h("tr", {}, cells.map((cell, column) =>
      column === header
        ? h("th", { scope: "row" }, cellContent(cell))
        : h("td", { class: aligned(cell) }, cellContent(cell))));

  function pager() {
    if (sorted.length <= size) return null;
    const to = Math.min(from + size, sorted.length);
    const previous = iconButton("Previous rows", "left", turn(-size), 16);
    const next = iconButton("Next rows", "right", turn(size), 16);
    previous.disabled = from === 0;
    next.disabled = to === sorted.length;
    const place = h("span", { role: "status" }, `${from + 1}–${to} of ${sorted.length}`);
    return h("div", { class: "pager" }, place, previous, next);
  }

  function draw(focused) {
    const table = h("table", {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, head.map(title))),
      h("tbody", {}, sorted.slice(from, from + size).map(row)));
    const group = { class: "table-frame", tabindex: "0", role: "group", "aria-label": caption };
    frame.replaceChildren(...[h("div", group, table), pager()].filter(Boolean));
    if (focused !== undefined) frame.querySelectorAll(".sort")[focused].focus();
  }

  draw();
  return frame;
}

const aligned = (cell) => (cell?.type === "raw_number" ? "align-right" : null);

/** Numbers by their size, before texts by the alphabet. */
function compare(one, other) {
  const [first, second] = [one?.value, other?.value];
  if (first !== undefined && second !== undefined) return first - second;
  if (first !== undefined || second !== undefined) return first !== undefined ? -1 : 1;
  return plain(one).localeCompare(plain(other), undefined, { numeric: true });
}

function plain(cell) {
  const content = cell ? cellContent(cell) : "";
  return typeof content === "string" ? content : content.textContent;
}
