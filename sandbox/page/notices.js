// What the sandbox itself has to say: warnings that pass, and the banner for a bot that is not there.
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { state } from "./store.js";

const TOAST_MILLISECONDS = 9000;
const TOAST_LIMIT = 4;

/** A warning in the corner; it goes by itself or on a click. */
export function warn(text) {
  const toasts = document.getElementById("toasts");
  const dismiss = iconButton("Dismiss warning", "close", () => toast.remove(), 16);
  const parts = [icon("warning"), h("span", {}, text), dismiss];
  const toast = h("div", { class: "toast", data: { testid: "warning" } }, parts);
  toasts.append(toast);
  while (toasts.children.length > TOAST_LIMIT) toasts.firstElementChild.remove();
  setTimeout(() => toast.remove(), TOAST_MILLISECONDS);
}

function bannerText() {
  if (!state.reachable) return "The sandbox does not answer. Trying again…";
  return state.connected ? "" : "Countersign is not connected. Start it with make demo.";
}

export function drawBanner() {
  const banner = document.getElementById("banner");
  const text = bannerText();
  banner.hidden = !text;
  if (banner.textContent !== text) banner.replaceChildren(...(text ? [icon("plug"), h("span", {}, text)] : []));
}
