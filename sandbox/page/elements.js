// Interactive elements: buttons, menus, and the controls of inputs.js placed in sections and action rows.
import { confirmed } from "./confirm.js";
import { h, pressable, safeUrl, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { CONTROLS } from "./inputs.js";
import { state } from "./store.js";
import { picture, text } from "./texts.js";

/** An element in a section or an action row: using it tells the app at once. */
export function element(one, block, surface) {
  if (one.visible_to_user_ids && !one.visible_to_user_ids.includes(state.user)) return null;
  if (one.type === "button") return button(one, block, surface);
  if (one.type === "overflow") return overflow(one, block, surface);
  if (one.type === "image") return picture(one, "accessory-image");
  const label = text(one.placeholder) || `${one.type.replaceAll("_", " ")}`;
  return control(one, block, surface, { id: uniqueId("control"), "aria-label": label });
}

const focusKey = (one, block) => `${block.block_id ?? ""} ${one.action_id ?? ""}`;

/** A control that holds a value; inside an input block it tells the app only when dispatch_action asks for it. */
export function control(one, block, surface, attributes) {
  const build = CONTROLS[one.type];
  if (!build) return h("div", { class: "unsupported" }, `unsupported element: ${one.type}`);
  const frame = h("div", { class: `control control-${one.type}` });
  const marks = { "data-focus": focusKey(one, block), ...attributes };
  const suggest = (typed) => surface.suggest(block.block_id, one.action_id, typed);
  let value = surface.form.enter(block.block_id, one);

  async function change(next, how) {
    const tells = dispatches(one, block, how);
    if (tells && !(await agreed(one))) return draw();
    value = next;
    surface.form.set(block.block_id, one.action_id, next);
    if (tells) await send(frame.firstElementChild, surface, one, block, next);
  }

  const draw = () => frame.replaceChildren(build(one, value, change, marks, suggest));
  draw();
  return frame;
}

/** Typing tells the app on Enter unless the element asks for every letter; choosing always does. */
function dispatches(one, block, how) {
  if (block.type === "input" && !block.dispatch_action) return false;
  const triggers = one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return how === undefined || triggers.includes(how);
}

/** The person's answer to the confirm dialog; yes where there is none. */
const agreed = async ({ confirm }) => !confirm || confirmed(confirm);

/** Asks first where a confirm dialog is given, then sends the action. */
async function tell(node, surface, one, block, value) {
  if (node.getAttribute("aria-busy") === "true" || !(await agreed(one))) return;
  await send(node, surface, one, block, value);
}

/** Sends the action, and says after the element, or below its row of others, if nobody took it. */
async function send(node, surface, one, block, value) {
  const place = node.closest(".block-actions") ?? node.parentElement;
  node.setAttribute("aria-busy", "true");
  place?.querySelector(":scope > .not-acknowledged")?.remove();
  const answer = await surface.act(block.block_id, one.action_id, value);
  node.removeAttribute("aria-busy");
  if (!answer.ok) place?.append(notAcknowledged(answer));
}

function notAcknowledged({ error }) {
  const reason = error === "not_acknowledged" ? "The app did not answer. Try again." : `That did not work (${error}).`;
  return h("span", { class: "not-acknowledged", role: "alert" }, icon("warning", 15), reason);
}

const STYLES = { primary: "button-primary", danger: "button-danger" };

function button(one, block, surface) {
  const attributes = {
    class: `button ${STYLES[one.style] ?? ""}`,
    "aria-label": one.accessibility_label,
    data: { focus: focusKey(one, block), actionId: one.action_id },
  };
  const value = { type: "button", value: one.value };
  const press = () => tell(node, surface, one, block, value);
  const href = one.url && safeUrl(one.url);
  const away = { href, target: "_blank", rel: "noopener noreferrer" };
  const node = href
    ? h("a", { ...attributes, ...away, on: { click: press } }, text(one.text))
    : pressable(attributes, press, text(one.text));
  return h("span", { class: "button-frame" }, node);
}

function overflow(one, block, surface) {
  const id = uniqueId("menu");
  const pick = (option) => () => {
    menu.hidePopover();
    opener.focus();
    if (option.url && safeUrl(option.url)) open(safeUrl(option.url), "_blank", "noopener");
    tell(opener, surface, one, block, { type: "overflow", selected_option: option });
  };
  const words = ({ text: name, description }) =>
    [text(name), description && h("span", { class: "choice-description" }, text(description))];
  const items = one.options.map((option) =>
    pressable({ role: "menuitem", class: "menu-item", tabindex: "-1" }, pick(option), words(option)),
  );
  const menu = h("div", { id, class: "menu", role: "menu", popover: "auto" }, items);
  const opens = { "aria-label": "More actions", "aria-haspopup": "menu", popovertarget: id };
  const attributes = { class: "button button-icon", ...opens, "data-focus": focusKey(one, block) };
  const opener = h("button", { type: "button", ...attributes }, icon("more"));
  menu.addEventListener("toggle", (event) => event.newState === "open" && place(menu, opener));
  menu.addEventListener("keydown", (event) => step(event, items));
  return h("span", { class: "button-frame" }, opener, menu);
}

/** Puts an open menu under its button, inside the window. */
function place(menu, opener) {
  const { left, bottom, top } = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${bottom + height + 12 > innerHeight ? top - height - 4 : bottom + 4}px`;
  menu.firstElementChild.focus();
}

function step(event, items) {
  const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  items.at((items.indexOf(document.activeElement) + direction) % items.length).focus();
}
