/** The text of an answer as elements: Markdown, sanitised, with its claims as links. */

import { Marked } from "../vendor/marked-18.2.1.esm.js";
import DOMPurify from "../vendor/purify-3.4.18.es.mjs";
import { el } from "./dom.js";
import { pieces } from "./figures.js";

const TAGS = ["p", "br", "ul", "ol", "li", "strong", "em", "h4", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "blockquote", "hr"];
const PURE = { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ["start"], RETURN_DOM_FRAGMENT: true };
// A claim is carried through Markdown as its number between two characters that no text holds.
const [OPEN, CLOSE] = ["\uE000", "\uE001"];
const CLAIM = /\uE000(\d+)\uE001/;
// 200*300*400 and 3~5 m are sizes and ranges, no emphasis and nothing struck out.
const TIMES = /(?<=[\p{L}\p{N})\uE001])\*(?=[\p{L}\p{N}(\uE000])/gu;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const markdown = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ text }) => escaped(text),
    heading({ tokens }) {
      return `<h4>${this.parser.parseInline(tokens)}</h4>`;
    },
  },
  tokenizer: { del: () => undefined, code: () => undefined },
});

/** Puts the links in the place of their numbers. */
function linked(fragment, links) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (CLAIM.test(walker.currentNode.data)) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(CLAIM).map((part, index) => (index % 2 ? links[Number(part)]() : part));
    text.replaceWith(...parts.filter((part) => part !== ""));
  }
  return fragment;
}

/** Markdown as a fragment of harmless elements. */
const harmless = (text) => DOMPurify.sanitize(markdown.parse(text.replaceAll(TIMES, "\\*").trim()), PURE);

/** `link(claim, text)` makes the element of a claim. */
export function prose(text, claims, link) {
  const links = [];
  const marked = pieces(text, claims).map((part) => {
    if (!part.claim) return part.text.replaceAll(OPEN, "").replaceAll(CLOSE, "");
    links.push(() => link(part.claim, part.text));
    return `${OPEN}${links.length - 1}${CLOSE}`;
  });
  return el("div", { class: "prose" }, linked(harmless(marked.join("")), links));
}
