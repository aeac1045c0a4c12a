// A scrolling list of messages with its composer: the channel view and the thread panel are both one of these.
import { composer } from "./composer.js";
import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
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
  drawLog(main.querySelector(".log"), [intro, ...messageItems(messages)], id);
  markRead(id);
}

function channelFrame(channel) {
  const title = channel.kind === "im" ? [avatar(state.bot.id, "small"), label(channel)] : [icon("hash", 17), channel.name];
  const members = channel.kind === "im" ? null : h("div", { class: "members" }, h("div", { class: "faces" }, channel.members.map((one) => avatar(one, "small"))), `${channel.members.length} members`);
  return h("div", { class: "conversation" },
    h("header", { class: "conversation-head" },
      h("h1", {}, title),
      h("p", { class: "topic" }, channel.topic),
      members),
    logFrame(`Messages in ${label(channel)}`, "conversation"),
    composer({ channel: channel.id, placeholder: `Message ${label(channel)}`, testid: "composer" }));
}

function logFrame(name, testid) {
  const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": name, tabindex: "0", data: { testid } });
  const latest = () => log.scrollTo({ top: log.scrollHeight, behavior: "smooth" });
  const jump = h("button", { type: "button", class: "jump", hidden: true, on: { click: latest } }, icon("down", 16), "Latest messages");
  log.addEventListener("scroll", () => (jump.hidden = isNearBottom(log)));
  return h("div", { class: "log-frame" }, log, jump);
}

const isNearBottom = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM_PIXELS;

/** Redraws a list; it stays at its end when it was there, and goes to the target of a permalink once. */
function drawLog(log, items, channel) {
  const follow = !log.childElementCount || isNearBottom(log);
  reconcile(log, items);
  if (showTarget(log, channel)) return;
  if (follow) log.scrollTop = log.scrollHeight;
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
  panel.hidden = !parent;
  if (!parent) return panel.replaceChildren();
  const key = `${state.user} ${id} ${thread}`;
  reconcile(panel, [{ key, signature: key, build: () => threadFrame(channelOf(id), thread) }]);
  const replies = repliesTo(id, thread);
  const [first] = messageItems([parent], { inThread: true });
  drawLog(panel.querySelector(".log"), [first, ...divider(replies.length), ...messageItems(replies, { inThread: true }), ...status(id, thread)], id);
  markRead(id, thread);
}

function divider(count) {
  if (!count) return [];
  const words = `${count} ${count === 1 ? "reply" : "replies"}`;
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
      h("button", { type: "button", class: "icon-button", "aria-label": "Close thread", on: { click: closeThread } }, icon("close"))),
    logFrame("Thread", "thread"),
    composer({ channel: channel.id, thread, placeholder: "Reply…", testid: "thread-composer" }));
}
