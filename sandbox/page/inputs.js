// The controls that hold a value. Each takes (element, value, change, attributes) and calls change(value) with
// the whole new value, shaped as Slack sends it; `attributes` carries the id and the labels of the input block.
import { h, uniqueId } from "./dom.js";
import { state } from "./store.js";

const label = (text) => text?.text ?? "";
const sameOption = (one) => (other) => other.value === one.value;

function textInput(type, more = {}) {
  return (element, value, change, attributes) => {
    const input = h(element.multiline ? "textarea" : "input", {
      ...attributes,
      ...(element.multiline ? { rows: "5" } : { type }),
      class: "field",
      placeholder: label(element.placeholder),
      maxlength: element.max_length,
      value: value.value ?? "",
      ...more,
    });
    const send = (how) => change({ ...value, value: input.value === "" ? null : input.value }, how);
    input.addEventListener("input", () => send("on_character_entered"));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && !element.multiline) send("on_enter_pressed");
    });
    return input;
  };
}

/** Rich text is typed as plain paragraphs here; the value is the rich_text block Slack would send. */
function richTextInput(element, value, change, attributes) {
  const plain = (value.rich_text_value?.elements ?? [])
    .flatMap((part) => part.elements ?? [])
    .map((one) => one.text ?? one.url ?? "");
  const input = h("textarea", { ...attributes, class: "field", rows: "5", value: plain.join("") });
  input.addEventListener("input", () => change({ ...value, rich_text_value: richTextValue(input.value) }));
  return input;
}

function richTextValue(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

/** A drop-down of {value, text} pairs, grouped when `groups` carry a label. */
function dropDown({ groups, chosen, placeholder, attributes, pick }) {
  const option = ({ value, text }) => h("option", { value, selected: value === chosen }, text);
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
      entries: options.map((one) => ({ value: one.value, text: label(one.text) })),
    })),
    chosen: value.selected_option?.value,
    placeholder: label(element.placeholder),
    attributes,
    pick: (picked) => change({ ...value, selected_option: all.find((one) => one.value === picked) ?? null }),
  });
}

const peopleEntries = () => everyone().map(({ value, text }) => ({ item: value, text }));
const everyone = () => [...state.people, state.bot].map((one) => ({ value: one.id, text: one.real_name }));
const channels = () =>
  state.channels.filter((one) => one.kind === "channel").map((one) => ({ value: one.id, text: `#${one.name}` }));

function pickOne(key, entries, placeholder) {
  return (element, value, change, attributes) =>
    dropDown({
      groups: [{ name: "", entries: entries() }],
      chosen: value[key],
      placeholder: label(element.placeholder) || placeholder,
      attributes,
      pick: (picked) => change({ ...value, [key]: picked }),
    });
}

/** One real checkbox or radio button with its own label and description. */
function choice({ type, name, text, description, checked, toggle }) {
  const id = uniqueId("choice");
  const change = (event) => toggle(event.target.checked);
  const input = h("input", { type, name, id, checked, data: { focus: id }, on: { change } });
  const words = h("span", {}, text, description && h("span", { class: "choice-description" }, description));
  return h("label", { class: "choice", for: id }, input, words);
}

/** A group takes its name from the block's label; it cannot be the target of <label for>. */
function group(role, attributes, choices, className = "") {
  const { id, "aria-describedby": described, "data-focus": focus } = attributes;
  const label = attributes["aria-label"];
  const name = label ? { "aria-label": label } : { "aria-labelledby": `${id}-label` };
  const place = { id, tabindex: "-1", "data-focus": focus };
  return h("div", { role, class: `choices ${className}`, "aria-describedby": described, ...name, ...place }, choices);
}

function radioButtons(element, value, change, attributes) {
  const name = uniqueId("radio");
  const choices = element.options.map((one) =>
    choice({
      type: "radio",
      name,
      text: label(one.text),
      description: label(one.description),
      checked: value.selected_option?.value === one.value,
      toggle: () => change({ ...value, selected_option: one }),
    }),
  );
  return group("radiogroup", attributes, choices);
}

/** Boxes to tick; the chosen stay in the order of the options. */
function boxes(key, entries, className) {
  return (element, value, change, attributes) => {
    const all = entries(element);
    let chosen = value[key];
    const isChosen = (item) => chosen.some((one) => matches(one, item));
    const toggle = (item, on) => {
      chosen = all.map((one) => one.item).filter((one) => (matches(one, item) ? on : isChosen(one)));
      change({ ...value, [key]: chosen });
    };
    const choices = all.map(({ item, text, description }) =>
      choice({
        type: "checkbox",
        text,
        description,
        checked: isChosen(item),
        toggle: (on) => toggle(item, on),
      }),
    );
    return group("group", attributes, choices, className);
  };
}

const matches = (one, other) => (typeof one === "string" ? one === other : sameOption(one)(other));

const optionEntries = (element) =>
  optionGroups(element)
    .flatMap(({ options }) => options)
    .map((item) => ({ item, text: label(item.text), description: label(item.description) }));

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
  static_select: staticSelect,
  users_select: pickOne("selected_user", everyone, "Select a person"),
  conversations_select: pickOne("selected_conversation", channels, "Select a conversation"),
  channels_select: pickOne("selected_channel", channels, "Select a channel"),
  radio_buttons: radioButtons,
  checkboxes: boxes("selected_options", optionEntries, ""),
  multi_static_select: boxes("selected_options", optionEntries, "choices-list"),
  multi_users_select: boxes("selected_users", peopleEntries, "choices-list"),
  datepicker: dateInput("date", (value) => value.selected_date ?? "", (text) => ({ selected_date: text || null })),
  timepicker: dateInput("time", (value) => value.selected_time ?? "", (text) => ({ selected_time: text || null })),
  datetimepicker: dateInput(
    "datetime-local",
    (value) => localMinute(value.selected_date_time),
    (text) => ({ selected_date_time: text ? Math.floor(new Date(text) / 1000) : null }),
  ),
};
