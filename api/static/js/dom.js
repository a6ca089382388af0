/** Small helpers to build elements. Text is always set as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An element: `el("a", {class: "x", onclick: f}, "text", other)`. Empty children are left out. */
export const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** The same for SVG elements. */
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** Puts other children into a node; empty ones are left out. */
export const refill = (node, ...children) => {
  node.replaceChildren();
  return fill(node, {}, children);
};

export const byId = (id) => document.getElementById(id);

/** A list of labelled parts that can be folded away. */
export const section = (title, open, ...children) =>
  el("details", { class: "section", open }, el("summary", {}, title), ...children);

const PATHS = {
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  left: "M10 3 5 8l5 5",
  right: "M6 3l5 5-5 5",
  close: "M4 4l8 8M12 4l-8 8",
  upload: "M8 11V3M4.5 6.5 8 3l3.5 3.5M3 13h10",
  send: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  stop: "M4.5 4.5h7v7h-7z",
  check: "M3.5 8.5l3 3 6-7",
  file: "M4 2h5l3 3v9H4zM9 2v3h3",
  place: "M8 14s4.5-4.2 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 9.8 8 14 8 14zM8 5v3M6.5 6.5h3",
  find: "M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8M10 10l3.5 3.5",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  chat: "M3 3h10v8H7l-3 2.5V11H3z",
  download: "M8 3v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10",
  again: "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3",
  link: "M7 9.500a2.500 2.500 0 0 0 3.700.2l2-2a2.500 2.500 0 0 0-3.600-3.600l-1 1M9 6.500a2.500 2.500 0 0 0-3.700-.2l-2 2a2.500 2.500 0 0 0 3.600 3.600l1-1",
  unlink: "M7 9.500a2.500 2.500 0 0 0 3.700.2l2-2a2.500 2.500 0 0 0-3.600-3.600l-1 1M9 6.500a2.500 2.500 0 0 0-3.700-.2l-2 2a2.500 2.500 0 0 0 3.600 3.600l1-1M2.500 2.500l11 11",
  marked: "M4 2h5l3 3v9H4zM9 2v3h3M6 8.500h4M6 11h4",
  edit: "M3 13l.6-2.600L11 3l2 2-7.400 7.400z",
};

/** A line icon, hidden from screen readers: whatever holds it carries the name. */
export const icon = (name) =>
  svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));

/** A button with an icon alone; `label` is its name and its tooltip. */
export const iconButton = (name, label, onclick, extra = {}) =>
  el(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...extra },
    icon(name),
  );
