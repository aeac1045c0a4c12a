// The controls that hold a value. Each takes (element, value, change, attributes, suggest) and calls change(value) with
// the whole new value, shaped as Slack sends it; `attributes` carries the id and the labels of the input block.
import { boxes, radioButtons } from "./choices.js";
import { h } from "./dom.js";
import { activePeople, channelName, state, visibleChannels } from "./store.js";
import { externalSelect, multiExternalSelect } from "./suggestions.js";
import { text } from "./texts.js";
import { richTextInput, textInput } from "./typing.js";
import { fileInput } from "./uploads.js";

const label = (object) => object?.text ?? "";

/** A drop-down of {value, text} pairs, grouped when `groups` carry a name. */
function dropDown({ groups, chosen, placeholder, attributes, pick }) {
  const option = ({ value, text: name }) => h("option", { value, selected: value === chosen }, name);
  const content = groups.map(({ name, entries }) =>
    name ? h("optgroup", { label: name }, entries.map(option)) : entries.map(option),
  );
  const empty = h("option", { value: "", selected: !chosen }, placeholder || "Select an option");
  const select = h("select", { ...attributes, class: "field select" }, empty, content);
  select.addEventListener("change", () => pick(select.value || null));
  return h("span", { class: "select-frame" }, select);
}

const optionGroups = (element) =>
  element.option_groups?.map((group) => ({ name: label(group.label), options: group.options })) ??
  [{ name: "", options: element.options ?? [] }];

function staticSelect(element, value, change, attributes) {
  const groups = optionGroups(element);
  const all = groups.flatMap((group) => group.options);
  return dropDown({
    groups: groups.map(({ name, options }) => ({
      name,
      entries: options.map((one) => ({ value: one.value, text: `${label(one.text)} ${label(one.description)}`.trim() })),
    })),
    chosen: value.selected_option?.value,
    placeholder: label(element.placeholder),
    attributes,
    pick: (picked) => change({ ...value, selected_option: all.find((one) => one.value === picked) ?? null }),
  });
}

const everyone = () => [...activePeople(), state.bot].map((one) => ({ value: one.id, text: one.real_name }));

const conversationName = (one) => (one.kind === "im" ? channelName(one) : `#${one.name}`);
const named = (conversations) => conversations.map((one) => ({ value: one.id, text: conversationName(one) }));
const channels = () => named(state.channels.filter((one) => one.kind === "channel" && !one.is_private));

/** The person's conversations that the element's filter lets through. */
function conversations({ filter = {} }) {
  const kinds = filter.include ?? ["im", "private", "public"];
  const kindOf = (one) => (one.kind === "im" ? "im" : one.is_private ? "private" : "public");
  const excluded = (one) =>
    (filter.exclude_external_shared_channels && one.is_ext_shared) || (filter.exclude_bot_users && one.kind === "im");
  return named(visibleChannels().filter((one) => kinds.includes(kindOf(one)) && !excluded(one)));
}

function pickOne(key, entries, placeholder) {
  return (element, value, change, attributes) =>
    dropDown({
      groups: [{ name: "", entries: entries(element) }],
      chosen: value[key],
      placeholder: label(element.placeholder) || placeholder,
      attributes,
      pick: (picked) => change({ ...value, [key]: picked }),
    });
}

const pickSome = (key, entries) =>
  boxes(key, (element) => {
    return [{ entries: entries(element).map(({ value, text: name }) => ({ item: value, label: name })) }];
  }, "choices-list");

const optionEntries = (element) =>
  optionGroups(element).map(({ name, options }) => ({
    name,
    entries: options.map((item) => ({ item, label: text(item.text), description: text(item.description) })),
  }));

function dateInput(type, read, write) {
  return (element, value, change, attributes) => {
    const input = h("input", { ...attributes, type, class: "field field-date", value: read(value) });
    input.addEventListener("change", () => change({ ...value, ...write(input.value) }));
    return input;
  };
}

/** Epoch seconds as the local "YYYY-MM-DDTHH:MM" the browser's control wants. */
function localMinute(epoch) {
  if (!epoch) return "";
  const date = new Date(epoch * 1000);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const CONTROLS = {
  plain_text_input: textInput("text"),
  email_text_input: textInput("email"),
  url_text_input: textInput("url"),
  number_input: textInput("text", { inputmode: "decimal" }),
  rich_text_input: richTextInput,
  file_input: fileInput,
  static_select: staticSelect,
  external_select: externalSelect,
  users_select: pickOne("selected_user", everyone, "Select a person"),
  conversations_select: pickOne("selected_conversation", conversations, "Select a conversation"),
  channels_select: pickOne("selected_channel", channels, "Select a channel"),
  radio_buttons: radioButtons,
  checkboxes: boxes("selected_options", optionEntries, ""),
  multi_static_select: boxes("selected_options", optionEntries, "choices-list"),
  multi_external_select: multiExternalSelect,
  multi_users_select: pickSome("selected_users", everyone),
  multi_conversations_select: pickSome("selected_conversations", conversations),
  multi_channels_select: pickSome("selected_channels", channels),
  datepicker: dateInput("date", (value) => value.selected_date ?? "", (day) => ({ selected_date: day || null })),
  timepicker: dateInput("time", (value) => value.selected_time ?? "", (time) => ({ selected_time: time || null })),
  datetimepicker: dateInput(
    "datetime-local",
    (value) => localMinute(value.selected_date_time),
    (moment) => ({ selected_date_time: moment ? Math.floor(new Date(moment) / 1000) : null }),
  ),
};
