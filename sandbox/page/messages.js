// One message, and the list of them with day dividers: for channels, conversations and threads alike.
import { api } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { avatar } from "./chips.js";
import { counted, h, pressable } from "./dom.js";
import { emoji } from "./emoji.js";
import { snippet } from "./files.js";
import { Form } from "./form.js";
import { icon, iconButton } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { openThread } from "./routes.js";
import { hasUnreadReplies, isBot, isReply, nameOf, repliesTo, state, statusOf } from "./store.js";
import { ago, dateOf, dayLabel, fullTime, sameDay, timeOfDay } from "./times.js";

const GROUP_SECONDS = 300;
const FACES = 4;

/** What was chosen on each message's controls; a redraw of the message keeps it. */
const forms = new Map();

/** The items of a list for reconcile(); `thread` lists stand in the thread panel and carry no reply counts. */
export function messageItems(messages, { inThread = false } = {}) {
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    const newDay = !before || !sameDay(dateOf(before.ts), dateOf(message.ts));
    const item = messageItem(message, { compact: !newDay && follows(message, before), inThread });
    return newDay && !inThread ? [dayDivider(message), item] : [item];
  });
}

/** Messages of one author in a row share one face and name. */
function follows(message, before) {
  const near = Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
  return near && before.user === message.user && !message.ephemeral_to && !before.ephemeral_to;
}

function dayDivider({ ts }) {
  const label = dayLabel(dateOf(ts));
  const build = () => h("div", { class: "day", role: "separator", "aria-label": label }, h("span", {}, label));
  return { key: `day ${dateOf(ts).toDateString()}`, signature: label, build };
}

function messageItem(message, { compact, inThread }) {
  const replies = inThread ? [] : repliesTo(message.channel, message.ts);
  const thread = {
    count: replies.length,
    authors: [...new Set(replies.map((one) => one.user))].slice(0, FACES),
    last: replies.at(-1)?.ts,
    unread: hasUnreadReplies(message.channel, message.ts),
    status: inThread ? "" : statusOf(message.channel, message.ts),
  };
  const signature = JSON.stringify([message, compact, thread, state.user]);
  return { key: message.ts, signature, build: () => drawMessage(message, { compact, thread, inThread }) };
}

function drawMessage(message, { compact, thread, inThread }) {
  const date = dateOf(message.ts);
  const time = h("time", { datetime: date.toISOString(), title: fullTime(date) }, timeOfDay(date));
  const isPrivate = Boolean(message.ephemeral_to);
  const classes = ["message", compact && "compact", isPrivate && "private"].filter(Boolean).join(" ");
  const label = `${nameOf(message.user)}, ${timeOfDay(date)}`;
  const data = { testid: `message-${message.ts}`, ts: message.ts };
  return h("article", { class: classes, "aria-label": label, data },
    h("div", { class: "gutter" }, compact ? time : avatar(message.user, "large")),
    h("div", { class: "message-main" },
      isPrivate && h("div", { class: "private-label" }, icon("eye", 14), "Only visible to you"),
      !compact && byline(message, time),
      content(message),
      message.files?.map(snippet),
      message.reactions?.length > 0 && reactions(message),
      thread.count > 0 && threadSummary(message, thread),
      thread.status && statusLine(thread.status)),
    toolbar(message, inThread));
}

function byline(message, time) {
  const badge = isBot(message.user) && h("span", { class: "badge" }, "APP");
  return h("div", { class: "byline" }, h("span", { class: "author" }, nameOf(message.user)), badge, time);
}

function content(message) {
  const edited = message.edited && h("span", { class: "edited" }, " (edited)");
  if (!message.blocks?.length) return h("div", { class: "text message-text" }, mrkdwn(message.text ?? ""), edited);
  const key = `${state.user} ${message.channel} ${message.ts}`;
  const form = new Form(forms.get(key));
  forms.set(key, form);
  return h("div", {}, drawBlocks(message.blocks, surface(message, form)), edited);
}

function reactions(message) {
  const pill = ({ name, count }) =>
    h("span", { class: "reaction", title: `:${name}:` }, emoji(name) ?? `:${name}:`, h("span", {}, String(count)));
  return h("div", { class: "reactions" }, message.reactions.map(pill));
}

/** What a message's elements talk to. */
function surface({ channel, ts }, form) {
  const place = { user: state.user, channel, ts };
  const ids = (blockId, actionId) => ({ ...place, block_id: blockId, action_id: actionId });
  return {
    form,
    act: (blockId, actionId, value) => api.act({ ...ids(blockId, actionId), value, state: form.values() }),
    suggest: (blockId, actionId, value) => api.suggest({ ...ids(blockId, actionId), value }),
  };
}

function threadSummary(message, { count, authors, last, unread }) {
  const time = h("time", { data: { since: last } }, ago(dateOf(last)));
  const open = () => openThread(message.channel, message.ts);
  return pressable({ class: "thread-summary", data: { focus: "thread" } }, open,
    h("span", { class: "faces" }, authors.map((one) => avatar(one, "small"))),
    h("span", { class: "reply-count" }, counted(count, "reply", "replies")),
    unread && h("span", { class: "dot", role: "img", "aria-label": "new" }),
    h("span", { class: "last-reply" }, "Last reply ", time));
}

/** "Countersign is thinking…", with dots that move. */
export function statusLine(status) {
  return h("div", { class: "status-line" },
    h("span", { class: "pulse", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    `${state.bot.real_name} ${status}`);
}

/** The address of a message, as Slack writes it. */
function permalink({ channel, ts, thread_ts: thread }, reply) {
  const url = new URL(`/archives/${channel}/p${ts.replace(".", "")}`, location.origin);
  if (reply) url.search = new URLSearchParams({ thread_ts: thread, cid: channel });
  return url.href;
}

function toolbar(message, inThread) {
  if (message.ephemeral_to) return null;
  const open = () => openThread(message.channel, message.ts);
  const reply = !inThread && iconButton("Reply in thread", "thread", open, 17);
  const address = permalink(message, isReply(message));
  const copy = iconButton("Copy link", "link", (event) => copyLink(event.currentTarget, address), 17);
  return h("div", { class: "toolbar" }, reply, copy);
}

async function copyLink(button, address) {
  await navigator.clipboard.writeText(address);
  button.replaceChildren(icon("check", 17));
  setTimeout(() => button.replaceChildren(icon("link", 17)), 1500);
}
