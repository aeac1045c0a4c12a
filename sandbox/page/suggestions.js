// Selects whose options the app makes while one types: one choice, or several as removable marks.
import { h } from "./dom.js";
import { iconButton } from "./icons.js";
import { offerList } from "./offers.js";

const DEFAULT_QUERY_LENGTH = 3;

/** The offers for what is typed, groups before their options. */
async function offersFor(typed, suggest) {
  const answer = await suggest(typed);
  const groups = answer.option_groups ?? [{ options: answer.options ?? [] }];
  return groups.flatMap(({ label, options }) =>
    options.map((option) => ({ title: option.text.text, detail: option.description?.text ?? label?.text, option })),
  );
}

/** A field with a list under it; `take(option)` answers what the field then shows. */
function finder(element, shown, attributes, suggest, take) {
  const offering = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-haspopup": "listbox" };
  const placeholder = element.placeholder?.text ?? "Type to search";
  const field = h("input", { ...attributes, ...offering, class: "field", placeholder, value: shown });
  const least = element.min_query_length ?? DEFAULT_QUERY_LENGTH;
  const list = offerList(field, {
    find: () => (field.value.length < least ? [] : offersFor(field.value, suggest)),
    take: ({ option }) => (field.value = take(option)),
  });
  field.addEventListener("input", list.refresh);
  field.addEventListener("keydown", list.key);
  field.addEventListener("blur", list.hide);
  return h("span", { class: "finder" }, field, list.node);
}

/** What was picked stays until another is picked or the field is emptied; words that are no option do not count. */
export function externalSelect(element, value, change, attributes, suggest) {
  let option = value.selected_option;
  const choose = (next) => {
    option = next;
    change({ ...value, selected_option: next });
  };
  const node = finder(element, option?.text.text ?? "", attributes, suggest, (picked) => {
    choose(picked);
    return picked.text.text;
  });
  const field = node.querySelector("input");
  field.addEventListener("change", () => {
    if (!field.value && option) choose(null);
    field.value = option?.text.text ?? "";
  });
  return node;
}

export function multiExternalSelect(element, value, change, attributes, suggest) {
  let chosen = value.selected_options;
  const marks = h("ul", { class: "marks" });
  const set = (next) => {
    chosen = next;
    draw();
    change({ ...value, selected_options: chosen });
  };
  const mark = (option) => {
    const remove = () => set(chosen.filter((one) => one !== option));
    return h("li", {}, option.text.text, iconButton(`Remove ${option.text.text}`, "close", remove, 13));
  };
  const draw = () => marks.replaceChildren(...chosen.map(mark));
  const node = finder(element, "", attributes, suggest, (option) => {
    const known = chosen.some((one) => one.value === option.value);
    if (!known && chosen.length < (element.max_selected_items ?? Infinity)) set([...chosen, option]);
    return "";
  });
  node.prepend(marks);
  draw();
  return node;
}
