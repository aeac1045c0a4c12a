// The way around: channels, the conversation with the bot, its Home tab, the mails it sent; and who one is.
import { avatar } from "./chips.js";
import { h, pressable, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { go } from "./routes.js";
import { activePeople, channelName, state, unread, visibleChannels } from "./store.js";

export function drawSidebar(sidebar) {
  const channels = visibleChannels();
  const place = state.place.kind === "channel" ? state.place.channel : state.place.kind;
  const entry = (channel) => ({
    key: channel.id,
    testid: `channel-${channel.id}`,
    face: () => (channel.kind === "im" ? avatar(state.bot.id, "small") : icon("hash", 16)),
    name: channelName(channel),
    count: channel.id === place ? 0 : unread(channel.id),
    news: true,
    current: channel.id === place,
    open: () => go({ kind: "channel", channel: channel.id }),
  });
  const page = (kind, name, face, count) => ({
    key: kind,
    testid: `open-${kind}`,
    face: () => icon(face, 16),
    name,
    count,
    current: kind === place,
    open: () => go({ kind }),
  });
  reconcile(sidebar, [
    title("Channels"),
    ...channels.filter((one) => one.kind === "channel").map(entry).map(line),
    title("The agent"),
    ...channels.filter((one) => one.kind === "im").map(entry).map(line),
    line(page("home", "Home", "home", 0)),
    title("The world outside"),
    line(page("mail", "Sent mail", "mail", state.mails.length)),
    hint(),
  ]);
}

const title = (text) => ({ key: text, signature: text, build: () => h("h2", {}, text) });

function line({ key, testid, face, name, count, news = false, current, open }) {
  const className = news && count ? "place unread" : "place";
  const marks = { "aria-current": current ? "page" : null, data: { testid, focus: key } };
  const unit = news ? " unread" : count === 1 ? " mail" : " mails";
  const build = () =>
    pressable({ class: className, ...marks }, open,
      h("span", { class: "place-face" }, face()),
      h("span", { class: "place-name" }, name),
      count > 0 && h("span", { class: "count" }, String(count), h("span", { class: "unseen" }, unit)));
  return { key, signature: JSON.stringify([name, count, current, state.user]), build };
}

const HINT = "A local Slack workspace for trying Countersign. Its mails stay on this machine.";

const hint = () => ({
  key: "hint",
  signature: "",
  build: () => h("p", { class: "sidebar-hint" }, HINT),
});

/** The switch between people; the change itself is `become`. */
export function drawPeople(bar, become) {
  const label = () => h("span", { class: "people-label", "aria-hidden": "true" }, "You are");
  const people = activePeople().map((one) => {
    const pressed = String(one.id === state.user);
    return { key: one.id, signature: pressed, build: () => personButton(one, pressed, become) };
  });
  reconcile(bar, [{ key: "label", signature: "", build: label }, ...people]);
}

function personButton({ id, real_name: name, title: role }, pressed, become) {
  const data = { testid: `person-${id}`, focus: id };
  return pressable({ class: "person", "aria-pressed": pressed, data }, () => become(id),
    avatar(id, "small"),
    h("span", {}, h("span", { class: "person-name" }, name), h("span", { class: "person-role" }, role)));
}
