// Everything on the page is built from nodes, so a message's text can never become markup.

/** An element: `class` and plain attributes as given, `on` for listeners, `data` for data-attributes. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button that does not submit anything. */
export const pressable = (properties, click, ...children) =>
  h("button", { type: "button", ...properties, on: { click } }, ...children);

/** "1 reply", "3 replies". */
export const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

const drawn = new WeakMap();

/**
 * Makes `container` hold exactly `items` ({key, signature, build}), in order. A node is kept while its signature
 * stays the same, so focus, scroll and half-typed fields survive the redraw of everything around them.
 */
export function reconcile(container, items) {
  const old = keepOnly(container, new Set(items.map((item) => item.key)));
  let cursor = container.firstElementChild;
  for (const item of items) {
    const before = old.get(item.key);
    const node = before && drawn.get(before).signature === item.signature ? before : build(item);
    if (before === cursor) cursor = cursor?.nextElementSibling ?? null;
    if (node !== before) {
      container.insertBefore(node, before ?? cursor);
      if (before) exchange(before, node);
    }
    if (node.nextElementSibling !== cursor) container.insertBefore(node, cursor);
  }
}

/** Removes the children no longer wanted; the others by their key. */
function keepOnly(container, wanted) {
  const kept = new Map();
  for (const node of [...container.children]) {
    const key = drawn.get(node)?.key;
    if (wanted.has(key)) kept.set(key, node);
    else node.remove();
  }
  return kept;
}

function build(item) {
  const node = item.build();
  drawn.set(node, { key: item.key, signature: item.signature });
  return node;
}

/** Takes the old node away; the keyboard's place moves to the same control of the new one, or to the node itself. */
function exchange(before, node) {
  const active = document.activeElement;
  const held = before.contains(active);
  const key = held ? active.dataset.focus : undefined;
  before.remove();
  if (!held) return;
  const twin = key && [...node.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === key);
  if (!twin) node.tabIndex = -1;
  (twin || node).focus({ preventScroll: true });
}

let lastId = 0;

/** An id no other element of the page has. */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** The address if a link may lead there, else null: javascript: and its like never become a link. */
export function safeUrl(address, schemes = ["http:", "https:", "mailto:"]) {
  try {
    const url = new URL(address);
    return schemes.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
