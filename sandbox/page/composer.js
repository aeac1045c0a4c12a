// Where messages are typed. Enter sends, Shift+Enter starts a new line, @ and / offer what can be named.
import { api } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { warn } from "./notices.js";
import { offerList } from "./offers.js";
import { activePeople, channelOf, state } from "./store.js";

/** What was typed and not sent, by person, channel and thread. */
const drafts = new Map();

export function composer({ channel, thread, placeholder, testid }) {
  const key = `${state.user} ${channel} ${thread ?? ""}`;
  const offering = { autocomplete: "off", "aria-autocomplete": "list", "aria-haspopup": "listbox" };
  const names = { placeholder, "aria-label": placeholder, data: { testid } };
  const field = h("textarea", { rows: "1", ...names, ...offering, value: drafts.get(key) ?? "" });
  const button = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
  const offers = offerList(field, {
    find: () => candidates(field.value.slice(0, field.selectionStart), channelOf(channel), thread),
    take: (offer) => complete(field, offer),
  });
  const refresh = () => {
    drafts.set(key, field.value);
    button.disabled = !field.value.trim();
    fit(field);
    offers.refresh();
  };
  const submit = (event) => {
    event.preventDefault();
    send(field, { user: state.user, channel, text: field.value.trim(), ...(thread && { thread_ts: thread }) }, refresh);
  };
  const box = h("div", { class: "composer-box" }, field, button);
  const form = h("form", { class: "composer", on: { submit } }, offers.node, box);
  field.addEventListener("input", refresh);
  field.addEventListener("keydown", (event) => offers.key(event) || sendOnEnter(event, form));
  field.addEventListener("blur", offers.hide);
  queueMicrotask(refresh);
  return form;
}

const LINES_PIXELS = 220;

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, LINES_PIXELS)}px`;
}

/** Enter that ends the choice of a Chinese word belongs to the input method, not to us. */
function sendOnEnter(event, form) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
}

async function send(field, message, refresh) {
  if (!message.text) return;
  field.value = "";
  refresh();
  const answer = await api.send(message);
  if (answer.ok) return;
  if (!field.value) field.value = message.text;
  refresh();
  warn(refusal(message.text.split(" ")[0], answer.error));
}

function refusal(command, error) {
  if (error === "not_acknowledged") return `${command} failed: the app did not answer in time.`;
  if (error === "command_not_supported_in_threads") return `${command} is not supported in threads.`;
  if (error === "unknown_command") return `${command} is not a command of this workspace.`;
  return `Your message was not sent (${error}).`;
}

/** Puts a text into a composer for the person to send. */
export function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input"));
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

const OFFERED = 8;
const MENTION = /(?:^|[\s(，。：])@([\w.-]*)$/;

/** What may complete the word before the cursor: {word, insert, title, detail, complete}. */
function candidates(before, channel, thread) {
  const command = /^\/(\S*)$/.exec(before);
  if (command && !thread) return commands(command[0]);
  const mention = MENTION.exec(before);
  return mention ? mentions(mention[1].toLowerCase(), channel) : [];
}

function commands(word) {
  const fitting = state.commands.filter((one) => one.command.startsWith(word));
  return fitting.map(({ command, usage_hint: usage, description: detail }) => {
    return { word, insert: command, title: `${command} ${usage}`, detail, complete: word === command };
  });
}

/** The agent (where others hear it), people and groups whose name begins so. */
function mentions(typed, channel) {
  const begins = (...names) => names.some((name) => name.toLowerCase().startsWith(typed));
  const agent = { name: state.bot.name, detail: "The agent that asks before it acts", names: [state.bot.name] };
  const everybody = activePeople().map(({ name, real_name: real, title }) => {
    return { name, detail: title ? `${real}, ${title}` : real, names: [name, ...real.split(" ")] };
  });
  const groups = state.groups.map(({ handle }) => ({ name: handle, detail: "Group", names: [handle] }));
  const named = [...(channel.kind === "channel" ? [agent] : []), ...everybody, ...groups];
  return named.filter(({ names }) => begins(...names)).slice(0, OFFERED).map(({ name, detail }) => {
    return { word: `@${typed}`, insert: `@${name}`, title: `@${name}`, detail, complete: typed === name };
  });
}

/** Puts an offer in the place of the word before the cursor. */
function complete(field, { word, insert }) {
  field.setRangeText(`${insert} `, field.selectionStart - word.length, field.selectionStart, "end");
  field.dispatchEvent(new Event("input"));
}
