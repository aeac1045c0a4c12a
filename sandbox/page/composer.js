// Where messages are typed. Enter sends, Shift+Enter starts a new line, @ and / offer what can be named.
import { api } from "./api.js";
import { h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { warn } from "./notices.js";
import { channelOf, state } from "./store.js";

/** What was typed and not sent, by person, channel and thread. */
const drafts = new Map();

export function composer({ channel, thread, placeholder, testid }) {
  const key = `${state.user} ${channel} ${thread ?? ""}`;
  const offering = { autocomplete: "off", "aria-autocomplete": "list", "aria-haspopup": "listbox" };
  const names = { placeholder, "aria-label": placeholder, data: { testid } };
  const field = h("textarea", { rows: "1", ...names, ...offering, value: drafts.get(key) ?? "" });
  const button = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
  const offers = offerList(field, channelOf(channel), thread);
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
  warn(answer.error === "not_acknowledged"
    ? `${message.text.split(" ")[0]} failed: the app did not answer in time.`
    : `Your message was not sent (${answer.error}).`);
}

/** Puts a text into a composer for the person to send. */
export function fill(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input"));
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

/** What may complete the word before the cursor: {insert, title, detail}. */
function candidates(before, channel, thread) {
  const command = /^\/(\S*)$/.exec(before);
  if (command && !thread) {
    const fitting = state.commands.filter((one) => one.command.startsWith(command[0]));
    return fitting.map(({ command: insert, usage_hint: usage, description: detail }) => {
      return { word: command[0], insert, title: `${insert} ${usage}`, detail };
    });
  }
  const mention = /(?:^|[\s(，。：])@([\w-]*)$/.exec(before);
  if (mention && channel.kind === "channel" && state.bot.name.startsWith(mention[1].toLowerCase())) {
    const name = `@${state.bot.name}`;
    return [{ word: `@${mention[1]}`, insert: name, title: name, detail: "The agent that asks before it acts" }];
  }
  return [];
}

/** The list above the field; the focus stays in the field. */
function offerList(field, channel, thread) {
  const id = uniqueId("offers");
  const node = h("div", { id, class: "offers", role: "listbox", "aria-label": "Suggestions", hidden: true });
  field.setAttribute("aria-controls", id);
  let offers = [];
  let chosen = 0;

  function draw() {
    node.hidden = !offers.length;
    node.replaceChildren(...offers.map((offer, index) => row(offer, index)));
    if (offers.length) field.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function row({ title, detail }, index) {
    const accept = (event) => {
      event.preventDefault(); // keeps the focus in the field
      take(index);
    };
    const role = { role: "option", "aria-selected": String(index === chosen) };
    const attributes = { id: `${id}-${index}`, class: "offer", ...role, on: { mousedown: accept } };
    return h("div", attributes, h("strong", {}, title), h("span", {}, detail));
  }

  function take(index) {
    const { word, insert } = offers[index];
    const start = field.selectionStart - word.length;
    field.setRangeText(`${insert} `, start, field.selectionStart, "end");
    field.dispatchEvent(new Event("input"));
  }

  function refresh() {
    const before = field.value.slice(0, field.selectionStart);
    offers = document.activeElement === field ? candidates(before, channel, thread) : [];
    chosen = 0;
    draw();
  }

  function hide() {
    offers = [];
    draw();
  }

  /** True when the key was for the list. */
  function key(event) {
    if (!offers.length || event.isComposing) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) chosen = (chosen + move + offers.length) % offers.length;
    else if (event.key === "Enter" && offers[chosen].word === offers[chosen].insert) return false;
    else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    if (move) draw();
    return true;
  }

  return { node, refresh, hide, key };
}
