// A file in a message: what it is called, how it begins, and the way to all of it.
import { counted, h } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./store.js";

const UNITS = ["bytes", "kB", "MB"];

function sizeOf(bytes) {
  const unit = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return `${unit ? (bytes / 1000 ** unit).toFixed(1) : bytes} ${UNITS[unit]}`;
}

export function snippet(file) {
  const href = `/client/files/${encodeURIComponent(file.id)}?${new URLSearchParams({ user: state.user })}`;
  const facts = [file.lines && counted(file.lines, "line", "lines"), sizeOf(file.size)].filter(Boolean).join(", ");
  return h("figure", { class: "snippet", "aria-label": file.title },
    h("figcaption", { class: "snippet-head" },
      icon("file", 17),
      h("div", { class: "snippet-words" },
        h("div", { class: "snippet-title" }, file.title),
        h("div", { class: "snippet-facts" }, facts)),
      h("a", { class: "button", href, download: file.name }, "Download")),
    file.preview && h("pre", { class: "code" }, file.preview, file.preview_is_truncated && "\n…"));
}
