// The modal of the current person: a stack of up to three views, of which the top one is shown.
import { api } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { h, pressable } from "./dom.js";
import { Form } from "./form.js";
import { icon, iconButton } from "./icons.js";
import { state, update } from "./store.js";
import { text } from "./texts.js";

const STACK_LIMIT = 3;
const TROUBLE = "We had some trouble connecting. Try again?";

/** What the page adds to each view by its id: {form, errors, trouble, busy}. */
const extras = new Map();

let dialog = null;
let shown = "";

export function openView(view) {
  const above = state.views.findIndex((one) => one.id === view.previous_view_id);
  update({ views: [...state.views.slice(0, above + 1), view].slice(-STACK_LIMIT) });
}

export function updateView(view) {
  extras.set(view.id, { form: extras.get(view.id)?.form ?? null });
  update({ views: state.views.map((one) => (one.id === view.id ? view : one)) });
}

export function closeView(viewId) {
  extras.delete(viewId);
  update({ views: state.views.filter((one) => one.id !== viewId) });
}

/** Draws the top view, or nothing. A view is drawn anew only when it or its errors changed. */
export function drawModal() {
  const view = state.views.at(-1);
  if (!view) return shut();
  const extra = extras.get(view.id) ?? {};
  const signature = JSON.stringify([view, extra.errors, extra.trouble]);
  if (signature !== shown) {
    shown = signature;
    show(view, extra);
  }
}

function shut() {
  if (!dialog) return;
  const closing = dialog;
  dialog = null;
  shown = "";
  closing.close();
  closing.remove();
}

function show(view, extra) {
  const isNew = dialog?.dataset.viewId !== view.id;
  dialog ??= frame();
  dialog.dataset.viewId = view.id;
  dialog.setAttribute("aria-label", view.title.text);
  const focused = isNew ? null : document.activeElement?.dataset.focus;
  const form = new Form(extra.form);
  extras.set(view.id, { ...extra, form });
  dialog.replaceChildren(content(view, form, extra));
  if (!dialog.open) dialog.showModal();
  focusOn(view, extra, focused);
}

function frame() {
  const node = h("dialog", { class: "dialog", data: { testid: "modal" } });
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    dismiss();
  });
  document.body.append(node);
  return node;
}

function content(view, form, { errors, trouble }) {
  const submit = view.submit && h("button", { type: "submit", class: "button button-primary" }, text(view.submit));
  return h("form", { novalidate: true, on: { submit: (event) => send(event, view, form, submit) } },
    h("header", { class: "dialog-head" },
      h("img", { src: "/page/mark.svg", alt: "", width: 22, height: 22 }),
      h("h2", { class: "dialog-title" }, text(view.title)),
      iconButton("Dismiss", "close", dismiss)),
    trouble && h("div", { class: "dialog-trouble", role: "alert" }, icon("warning"), trouble),
    h("div", { class: "dialog-body" }, drawBlocks(view.blocks, surfaceOf(view, form, errors))),
    h("footer", { class: "dialog-foot" },
      pressable({ class: "button" }, dismiss, view.close ? text(view.close) : "Close"),
      submit));
}

/** What the elements of a view talk to: a modal's or the Home tab's. */
export function surfaceOf(view, form, errors) {
  const ids = (blockId, actionId) => ({ user: state.user, view_id: view.id, block_id: blockId, action_id: actionId });
  return {
    form,
    errors,
    act: (blockId, actionId, value) => api.act({ ...ids(blockId, actionId), value, state: form.values() }),
    suggest: (blockId, actionId, value) => api.suggest({ ...ids(blockId, actionId), value }),
  };
}

function focusOn(view, { errors, trouble }, focused) {
  const marked = view.blocks.find((block) => block.element?.focus_on_load)?.block_id;
  const first = errors ? ".invalid [data-focus]" : marked && `[data-block-id="${CSS.escape(marked)}"] [data-focus]`;
  const again = focused && [...dialog.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === focused);
  const field = dialog.querySelector(".dialog-body [data-focus]");
  const submit = dialog.querySelector("[type=submit]");
  const node = (first && dialog.querySelector(first)) || again || (trouble && submit) || field || submit;
  node?.focus();
}

/** Marks what is wrong and draws the view again with all that was typed. */
function complain(view, form, problem) {
  if (!state.views.some((one) => one.id === view.id)) return;
  extras.set(view.id, { form, ...problem });
  shown = "";
  drawModal();
}

async function send(event, view, form, button) {
  event.preventDefault();
  if (button?.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const answer = await api.submit({ user: state.user, view_id: view.id, values: form.values() });
  button.removeAttribute("aria-busy");
  if (answer.errors) complain(view, form, { errors: answer.errors });
  else if (!answer.ok) complain(view, form, { trouble: TROUBLE });
}

function dismiss() {
  const view = state.views.at(-1);
  closeView(view.id);
  api.close(state.user, view.id);
}
