// A scrolling list of messages with its composer: the channel view and the thread panel are both one of these.
import { composer } from "./composer.js";
import { counted, h, pressable, reconcile } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { messageItems, statusLine } from "./messages.js";
import { channelName, channelOf, markRead, messagesOf, repliesTo, state, statusOf, topLevel } from "./store.js";
import { closeThread } from "./routes.js";
import { avatar } from "./chips.js";
import { welcome } from "./welcome.js";

const NEAR_BOTTOM_PIXELS = 90;

const label = (channel) => (channel.kind === "im" ? channelName(channel) : `#${channel.name}`);

/** Draws the channel of the current place into `main`. */
export function drawChannel(main) {
  const { channel: id } = state.place;
  const channel = channelOf(id);
  const key = `${state.user} ${id}`;
  reconcile(main, [{ key, signature: key, build: () => channelFrame(channel) }]);
  const messages = topLevel(id);
  const intro = { key: "intro", signature: `${!messages.length}`, build: () => welcome(channel, !messages.length) };
  drawLog(main.querySelector(".log"), [intro, ...messageItems(messages)], { channel: id, last: messages.at(-1) });
  markRead(id);
}

function channelFrame(channel) {
  const direct = channel.kind === "im";
  const title = direct ? [avatar(state.bot.id, "small"), label(channel)] : [icon("hash", 17), channel.name];
  return h("div", { class: "conversation" },
    h("header", { class: "conversation-head" },
      h("h1", {}, title),
      h("p", { class: "topic" }, channel.topic),
      direct ? null : members(channel)),
    logFrame(`Messages in ${label(channel)}`, "conversation"),
    composer({ channel: channel.id, placeholder: `Message ${label(channel)}`, testid: "composer" }));
}

function members(channel) {
  const faces = channel.members.map((one) => avatar(one, "small"));
  const count = counted(channel.members.length, "member", "members");
  return h("div", { class: "members" }, h("div", { class: "faces" }, faces), count);
}

function logFrame(name, testid) {
  const role = { role: "log", "aria-live": "polite", "aria-label": name };
  const log = h("div", { class: "log", ...role, tabindex: "0", data: { testid } });
  const latest = () => log.scrollTo({ top: log.scrollHeight, behavior: "smooth" });
  const jump = pressable({ class: "jump", hidden: true }, latest, icon("down", 16), "Latest messages");
  log.addEventListener("scroll", () => (jump.hidden = isNearBottom(log)));
  return h("div", { class: "log-frame" }, log, jump);
}

const isNearBottom = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM_PIXELS;

/** Redraws a list; it stays at its end when it was there, and goes to the target of a permalink once. */
function drawLog(log, items, { channel, last }) {
  const follow = !log.childElementCount || isNearBottom(log) || isAwaited(log, last);
  log.dataset.last = last?.ts ?? "";
  reconcile(log, items);
  if (showTarget(log, channel)) return;
  if (follow && items.length > 1) log.scrollTop = log.scrollHeight; // an introduction alone is read from its top
}

/** Whether the end is news that the person looks for: what they said, and a private answer to what they did. */
function isAwaited(log, last) {
  return last && last.ts > log.dataset.last && (last.user === state.user || Boolean(last.ephemeral_to));
}

function showTarget(log, channel) {
  const { target } = state;
  if (target?.channel !== channel) return false;
  const node = [...log.children].find((one) => one.dataset.ts === target.ts);
  if (!node) return false;
  state.target = null;
  node.scrollIntoView({ block: "center" });
  node.classList.add("target");
  node.addEventListener("animationend", () => node.classList.remove("target"), { once: true });
  return true;
}

/** Draws the thread of the current place into the side panel, or hides the panel. */
export function drawThread(panel) {
  const { kind, channel: id, thread } = state.place;
  const parent = kind === "channel" && thread ? messagesOf(id).get(thread) : null;
  if (!parent) return closePanel(panel);
  const isNew = panel.dataset.thread !== thread;
  panel.hidden = false;
  panel.dataset.thread = thread;
  const key = `${state.user} ${id} ${thread}`;
  reconcile(panel, [{ key, signature: key, build: () => threadFrame(channelOf(id), thread) }]);
  const replies = repliesTo(id, thread);
  const [first] = messageItems([parent], { inThread: true });
  const rest = [...divider(replies.length), ...messageItems(replies, { inThread: true }), ...status(id, thread)];
  drawLog(panel.querySelector(".log"), [first, ...rest], { channel: id, last: replies.at(-1) });
  markRead(id, thread);
  if (isNew) panel.querySelector("textarea").focus({ preventScroll: true });
}

/** Hides the panel; the keyboard's place goes back to the thread's message. */
function closePanel(panel) {
  const { thread } = panel.dataset;
  const held = panel.contains(document.activeElement);
  panel.hidden = true;
  panel.replaceChildren();
  delete panel.dataset.thread;
  if (held) document.querySelector(`[data-ts="${CSS.escape(thread)}"] .thread-summary`)?.focus({ preventScroll: true });
}

function divider(count) {
  if (!count) return [];
  const words = counted(count, "reply", "replies");
  return [{ key: "count", signature: words, build: () => h("div", { class: "reply-divider" }, h("span", {}, words)) }];
}

function status(channel, thread) {
  const text = statusOf(channel, thread);
  return text ? [{ key: "status", signature: text, build: () => statusLine(text) }] : [];
}

function threadFrame(channel, thread) {
  return h("div", { class: "conversation" },
    h("header", { class: "conversation-head" },
      h("h2", {}, "Thread"),
      h("p", { class: "topic" }, label(channel)),
      iconButton("Close thread", "close", closeThread)),
    logFrame("Thread", "thread"),
    composer({ channel: channel.id, thread, placeholder: "Reply…", testid: "thread-composer" }));
}
