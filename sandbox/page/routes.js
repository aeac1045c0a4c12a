// Which address shows what: /archives/CHANNEL[/pTS][?thread_ts=TS], /#home, /#mail, and ?as=PERSON on all of them.
import { changed, channelOf, isReply, messagesOf, state, update } from "./store.js";

const PERMALINK = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?\/?$/;

/** The place an address of this page names, null for any other address. */
export function placeOf(url) {
  const match = PERMALINK.exec(url.pathname);
  if (match) {
    const [, channel, seconds, fraction] = match;
    const ts = seconds ? `${seconds}.${fraction}` : null;
    const thread = url.searchParams.get("thread_ts");
    return { place: { kind: "channel", channel, thread }, target: ts && { channel, ts } };
  }
  if (url.pathname !== "/") return null;
  if (url.hash === "#home") return { place: { kind: "home" }, target: null };
  if (url.hash === "#mail") return { place: { kind: "mail" }, target: null };
  return null;
}

function address(place) {
  const query = new URLSearchParams({ as: state.user });
  if (place.kind !== "channel") return `/?${query}#${place.kind}`;
  if (place.thread) query.set("thread_ts", place.thread);
  return `/archives/${place.channel}?${query}`;
}

/** Goes to a place and remembers it in the address bar. */
export function go(place, target = null) {
  update({ place, target });
  history.pushState(null, "", address(place));
}

/** Writes the current place and person to the address bar without a step in the history. */
export function recordPlace() {
  history.replaceState(null, "", address(state.place));
}

export const openThread = (channel, thread, target = null) => go({ kind: "channel", channel, thread }, target);
export const closeThread = () => go({ kind: "channel", channel: state.place.channel });

/** Opens a link into this workspace inside the page; false when it leads elsewhere. */
export function followPermalink(href) {
  const url = new URL(href);
  const found = url.origin === location.origin ? placeOf(url) : null;
  if (!found || (found.place.kind === "channel" && !channelOf(found.place.channel))) return false;
  go(withThread(found), found.target);
  return true;
}

/** The place of a link, with the thread panel open when the message is a reply. */
export function withThread({ place, target }) {
  const message = target && messagesOf(target.channel).get(target.ts);
  return message && isReply(message) ? { ...place, thread: message.thread_ts } : place;
}

/** The browser's back and forward. */
export function returnTo() {
  const found = placeOf(new URL(location.href));
  if (found) Object.assign(state, found);
  changed();
}
