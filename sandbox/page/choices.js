// Boxes and radio buttons: checkboxes, radio groups, and every select of several.
import { h, uniqueId } from "./dom.js";
import { text } from "./texts.js";

const same = (one, other) => (typeof one === "string" ? one === other : one.value === other.value);

/** One real checkbox or radio button with its own label and description. */
function choice({ type, name, label, description, checked, toggle, focus }) {
  const id = uniqueId("choice");
  const change = (event) => toggle(event.target.checked);
  const input = h("input", { type, name, id, checked, data: { focus }, on: { change } });
  const words = h("span", {}, label, description && h("span", { class: "choice-description" }, description));
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

export function radioButtons(element, value, change, attributes) {
  const name = uniqueId("radio");
  const choices = element.options.map((one) =>
    choice({
      focus: `${attributes["data-focus"]} ${one.value}`,
      type: "radio",
      name,
      label: text(one.text),
      description: text(one.description),
      checked: value.selected_option?.value === one.value,
      toggle: () => change({ ...value, selected_option: one }),
    }),
  );
  return group("radiogroup", attributes, choices);
}

/** Boxes to tick: `groupsOf(element)` answers [{name, entries: [{item, label, description}]}]. */
export function boxes(key, groupsOf, className) {
  return (element, value, change, attributes) => {
    const groups = groupsOf(element);
    const all = groups.flatMap(({ entries }) => entries).map(({ item }) => item);
    let chosen = value[key];
    const isChosen = (item) => chosen.some((one) => same(one, item));
    const toggle = (item) => (on) => {
      chosen = all.filter((one) => (same(one, item) ? on : isChosen(one)));
      limit();
      change({ ...value, [key]: chosen });
    };
    const box = ({ item, label, description }) => {
      const focus = `${attributes["data-focus"]} ${item.value ?? item}`;
      return choice({ focus, type: "checkbox", label, description, checked: isChosen(item), toggle: toggle(item) });
    };
    const heading = (name) => name && h("div", { class: "choice-group" }, name);
    const lists = groups.map(({ name, entries }) => [heading(name), entries.map(box)]);
    const node = group("group", attributes, lists, className);
    /** No more can be ticked than the element allows. */
    const limit = () => {
      const full = chosen.length >= (element.max_selected_items ?? Infinity);
      for (const input of node.querySelectorAll("input")) input.disabled = full && !input.checked;
    };
    limit();
    return node;
  };
}
