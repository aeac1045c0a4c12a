// A list of offers under or above a text field: the arrows move, Enter and Tab take, Escape hides. The focus stays
// in the field. `find()` answers (or promises) offers {title, detail, complete}; `take(offer)` does what it means.
import { h, uniqueId } from "./dom.js";

export function offerList(field, { find, take }) {
  const id = uniqueId("offers");
  const node = h("div", { id, class: "offers", role: "listbox", "aria-label": "Suggestions", hidden: true });
  field.setAttribute("aria-controls", id);
  let offers = [];
  let chosen = 0;
  let asked = 0;

  function draw() {
    node.hidden = !offers.length;
    node.replaceChildren(...offers.map((offer, index) => row(offer, index)));
    if (offers.length) field.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    else field.removeAttribute("aria-activedescendant");
    node.children[chosen]?.scrollIntoView({ block: "nearest" });
  }

  function row({ title, detail }, index) {
    const accept = (event) => {
      event.preventDefault(); // keeps the focus in the field
      accepted(index);
    };
    const role = { role: "option", "aria-selected": String(index === chosen) };
    const attributes = { id: `${id}-${index}`, class: "offer", ...role, on: { mousedown: accept } };
    return h("div", attributes, h("strong", {}, title), detail && h("span", {}, detail));
  }

  function accepted(index) {
    const offer = offers[index];
    hide();
    take(offer);
  }

  /** Looks for offers again; an answer that comes after a later question is not shown. */
  async function refresh() {
    asked += 1;
    const question = asked;
    const found = document.activeElement === field ? await find() : [];
    if (question !== asked) return;
    offers = found;
    chosen = 0;
    draw();
  }

  function hide() {
    asked += 1;
    offers = [];
    draw();
  }

  /** True when the key was for the list. */
  function key(event) {
    if (!offers.length || event.isComposing) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) chosen = (chosen + move + offers.length) % offers.length;
    else if (event.key === "Enter" && offers[chosen].complete) return false;
    else if (event.key === "Enter" || event.key === "Tab") accepted(chosen);
    else if (event.key === "Escape") hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    if (move) draw();
    return true;
  }

  return { node, refresh, hide, key };
}
