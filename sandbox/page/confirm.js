// The question before an action. The browser's own modal dialog keeps and returns the focus.
import { h } from "./dom.js";
import { text } from "./texts.js";

/** Shows a confirm object as a dialog; true when the person went on. */
export function confirmed({ title, text: question, confirm, deny, style }) {
  const answer = (value, label, className) =>
    h("button", { type: "submit", value, class: `button ${className}` }, text(label));
  const dialog = h("dialog", { class: "dialog dialog-small", "aria-label": title.text, data: { testid: "confirm" } },
    h("form", { method: "dialog" },
      h("h2", { class: "dialog-title" }, text(title)),
      h("div", { class: "dialog-body text" }, text(question)),
      h("div", { class: "dialog-foot" },
        answer("no", deny, ""),
        answer("yes", confirm, style === "danger" ? "button-danger" : "button-primary"))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
  });
}
