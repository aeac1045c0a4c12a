// Fields that are typed into: text, numbers, addresses, rich text.
import { h } from "./dom.js";

const placeholderOf = (element) => element.placeholder?.text ?? "";

export function textInput(type, more = {}) {
  return (element, value, change, attributes) => {
    const input = h(element.multiline ? "textarea" : "input", {
      ...attributes,
      ...(element.multiline ? { rows: "5" } : { type }),
      class: "field",
      placeholder: placeholderOf(element),
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

/** Rich text is typed as plain lines here; the value is the rich_text block Slack would send. */
export function richTextInput(element, value, change, attributes) {
  const placeholder = placeholderOf(element);
  const first = linesOf(value.rich_text_value?.elements ?? []).join("\n");
  const input = h("textarea", { ...attributes, class: "field", rows: "5", placeholder, value: first });
  const send = () => change({ ...value, rich_text_value: richTextValue(input.value) }, "on_character_entered");
  input.addEventListener("input", send);
  return input;
}

/** The plain text of rich text parts; every item of a list is a line of its own. */
const linesOf = (parts) =>
  parts.flatMap((part) =>
    part.type === "rich_text_list"
      ? linesOf(part.elements)
      : [(part.elements ?? []).map((one) => one.text ?? one.url ?? "").join("")],
  );

function richTextValue(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}
