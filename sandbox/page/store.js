// What the page knows. Everything drawn is drawn from here; every change asks for one redraw.

const READ_KEY = "countersign.read";
const PERSON_KEY = "countersign.person";

export const state = {
  team: { id: "", name: "" },
  bot: { id: "", name: "", real_name: "" },
  people: [],
  groups: [],
  channels: [],
  commands: [],
  connected: true,
  reachable: true,
  user: null,
  /** What the main column shows: {kind: "channel", channel, thread?} | {kind: "home"} | {kind: "mail", mail?}. */
  place: { kind: "channel", channel: null },
  /** The message to scroll to and mark, once: {channel, ts}. */
  target: null,
  messages: new Map(),
  statuses: new Map(),
  mails: [],
  home: null,
  views: [],
  read: stored(READ_KEY) ?? {},
};

const LONGEST_CLICK_MILLISECONDS = 1000;

let drawing = null;
let asked = false;
let held = false;
let patience = null;

/** Names the function that draws everything. */
export function drawWith(draw) {
  drawing = draw;
}

/** Asks for one redraw after the current burst of changes. */
export function changed() {
  if (asked) return;
  asked = true;
  if (!held) queueMicrotask(draw);
}

function draw() {
  asked = false;
  drawing();
}

// A button that is drawn anew while it is pressed would lose the click.
function hold() {
  held = true;
  clearTimeout(patience); // that of the press before
  patience = setTimeout(release, LONGEST_CLICK_MILLISECONDS);
}

function release() {
  held = false;
  if (asked) draw();
}

addEventListener("pointerdown", hold, { capture: true });
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release), { capture: true });

export function update(changes) {
  Object.assign(state, changes);
  changed();
}

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // a browser without storage only forgets what was read
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // see stored()
  }
}

export const rememberPerson = (user) => keep(PERSON_KEY, user);
export const rememberedPerson = () => stored(PERSON_KEY);

export const person = (id) => state.people.find((one) => one.id === id);
export const activePeople = () => state.people.filter((one) => !one.deleted);
export const groupOf = (id) => state.groups.find((one) => one.id === id);
export const channelOf = (id) => state.channels.find((one) => one.id === id);
export const isBot = (id) => id === state.bot.id;

/** The channels the current person sees: those they are in, and their own conversation with the bot. */
export const visibleChannels = () =>
  state.channels.filter((one) => (one.kind === "im" ? one.user === state.user : one.members.includes(state.user)));

export const directChannel = () => state.channels.find((one) => one.kind === "im" && one.user === state.user);

/** The name of a person or the bot as the page writes it. */
export const nameOf = (id) => (isBot(id) ? state.bot.real_name : person(id)?.real_name) ?? id;

export const channelName = (channel) => (channel.kind === "im" ? state.bot.real_name : channel.name);

export function messagesOf(channel) {
  if (!state.messages.has(channel)) state.messages.set(channel, new Map());
  return state.messages.get(channel);
}

const byTime = (one, other) => (one.ts < other.ts ? -1 : 1);

export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
export const topLevel = (channel) => [...messagesOf(channel).values()].filter((one) => !isReply(one)).sort(byTime);
export const repliesTo = (channel, ts) =>
  [...messagesOf(channel).values()].filter((one) => isReply(one) && one.thread_ts === ts).sort(byTime);

export function putMessage(message) {
  messagesOf(message.channel).set(message.ts, message);
  if (isBot(message.user)) state.statuses.delete(statusKey(message.channel, message.thread_ts ?? message.ts));
  changed();
}

export function removeMessage(channel, ts) {
  messagesOf(channel).delete(ts);
  changed();
}

const statusKey = (channel, thread) => `${channel} ${thread ?? ""}`;

export const statusOf = (channel, thread) => state.statuses.get(statusKey(channel, thread)) ?? "";

export function setStatus(channel, thread, status) {
  if (status) state.statuses.set(statusKey(channel, thread), status);
  else state.statuses.delete(statusKey(channel, thread));
  changed();
}

const readKey = (channel, thread) => `${state.user} ${channel} ${thread ?? ""}`;
const isNews = (message, since) => message.user !== state.user && message.ts > since;

/** How many messages of others came to the channel since the person last looked. */
export function unread(channel) {
  const since = state.read[readKey(channel)] ?? "";
  return [...messagesOf(channel).values()].filter((one) => isNews(one, since)).length;
}

export function hasUnreadReplies(channel, thread) {
  const since = state.read[readKey(channel, thread)] ?? "";
  return repliesTo(channel, thread).some((one) => isNews(one, since));
}

/** Notes that the person has seen all of the channel, or of one thread in it. */
export function markRead(channel, thread) {
  const seen = thread ? repliesTo(channel, thread) : [...messagesOf(channel).values()].sort(byTime);
  const last = seen.at(-1)?.ts;
  if (!last || state.read[readKey(channel, thread)] === last) return;
  state.read[readKey(channel, thread)] = last;
  keep(READ_KEY, state.read);
}
