// The small inline things texts of every kind share: people, channels, dates, links, faces.
import { h, safeUrl } from "./dom.js";
import { followPermalink } from "./routes.js";
import { channelOf, groupOf, isBot, nameOf, person, state } from "./store.js";
import { ago, formatDate, fullTime } from "./times.js";

export function mentionChip(id, label) {
  const name = isBot(id) || person(id) ? nameOf(id) : label ?? id;
  return h("span", { class: id === state.user ? "chip chip-self" : "chip" }, `@${name.replace(/^@/, "")}`);
}

export function groupChip(id, label) {
  const group = groupOf(id);
  return h("span", { class: "chip" }, group ? `@${group.handle}` : label ?? "@group");
}

export function channelChip(id, label) {
  const channel = channelOf(id);
  const text = `#${channel?.name ?? label ?? id}`;
  if (!channel) return h("span", { class: "chip" }, text);
  return link(new URL(`/archives/${id}`, location.origin).href, text, "chip");
}

/** A date in the reader's zone; the fallback when the pattern or the number makes no sense. */
export function dateChip(epoch, pattern, fallback, address) {
  const text = formatDate(epoch, pattern);
  if (text === null) return fallback ?? "";
  const date = new Date(Number(epoch) * 1000);
  const data = pattern.includes("{ago}") ? { epoch, pattern } : {};
  const time = h("time", { datetime: date.toISOString(), title: fullTime(date), data }, text);
  return address && safeUrl(address) ? link(address, time) : time;
}

/** Keeps "3 minutes ago" true while the page stays open. */
export function refreshAges() {
  for (const node of document.querySelectorAll("time[data-pattern]")) {
    node.textContent = formatDate(node.dataset.epoch, node.dataset.pattern);
  }
  for (const node of document.querySelectorAll("time[data-since]")) {
    node.textContent = ago(new Date(Number(node.dataset.since) * 1000));
  }
}

/** A link to a safe address, null for any other; links into this workspace open inside the page. */
export function link(address, label, className = "link") {
  const href = safeUrl(address);
  if (!href) return null;
  const follow = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (followPermalink(href)) event.preventDefault();
  };
  return h("a", { class: className, href, target: "_blank", rel: "noopener noreferrer", on: { click: follow } }, label);
}

const initials = (name) => name.split(/\s+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase();

/** The face of a person (initials on their colour) or of the bot (its mark). */
export function avatar(id, size) {
  if (isBot(id)) return h("img", { class: `avatar avatar-${size}`, src: "/page/mark.svg", alt: "" });
  const face = h("span", { class: `avatar avatar-${size}`, "aria-hidden": "true" }, initials(nameOf(id)));
  const colour = /^#?([0-9a-f]{6})$/i.exec(person(id)?.color ?? "");
  if (colour) face.style.backgroundColor = `#${colour[1]}`;
  return face;
}
