// Line icons on a 20 by 20 grid, drawn for this page.
import { pressable } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  hash: "M8 3 6 17M14 3l-2 14M3.5 7.5h14M2.5 12.5h14",
  home: "M3 9.5 10 3l7 6.5M5 8v8.5h10V8M8.5 16.5v-5h3v5",
  mail: "M3 5h14v10.5H3zM3 5.5l7 6 7-6",
  thread: "M3.5 4h13v9h-7L6 16.5V13H3.5z",
  link:
    "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3L10 5.7" +
    "M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1.2-1.2",
  send: "M3.5 16.5 17 10 3.5 3.5 5.5 10zM5.5 10H11",
  close: "M5 5l10 10M15 5 5 15",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  warning: "M10 3 18 16.5H2zM10 8v4M10 14.2h.01",
  info: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9v5M10 6.2h.01",
  check: "M4 10.5l4 4L16 6",
  down: "M10 4v12M5 11l5 5 5-5",
  left: "M12 4l-6 6 6 6",
  right: "M8 4l6 6-6 6",
  file: "M5 2.5h6.5L15.5 7v10.5H5zM11 2.5V7h4.5",
  plug: "M7 3v4M13 3v4M5 7h10v3a5 5 0 0 1-10 0zM10 15v3",
};

/** A decorative icon; its meaning must stand in text or in a label beside it. */
export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  const box = { viewBox: "0 0 20 20", width: size, height: size };
  const attributes = { ...box, "aria-hidden": "true", class: `icon icon-${name}` };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that is an icon; `label` says what it does. */
export const iconButton = (label, name, click, size = 18) =>
  pressable({ class: "icon-button", "aria-label": label, title: label }, click, icon(name, size));
