// Texts and their entities as elements. What anybody wrote becomes text nodes, never markup.

/** @typedef {{type: string, offset: number, length: number, url?: string}} Entity */

/**
 * An element; attributes that are functions listen to the event of their name.
 * @param {string} tag @param {Object<string, any>} attributes @param {(Node|string|null|false|undefined)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child || child === "").map((child) => /** @type {Node|string} */ (child)));
  return element;
}

/** @type {Object<string, string>} */
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote", changed: "mark" };

/**
 * A text with its entities as nodes; offsets count UTF-16 units, as JavaScript's strings do.
 * @param {string} text @param {Entity[]} entities @param {number} start @param {number} end @returns {Node[]}
 */
export function nodes(text, entities, start = 0, end = text.length) {
  /** @type {Node[]} */
  const made = [];
  let at = start;
  const inside = entities.filter((one) => one.offset < end && one.offset + one.length > start)
    .sort((one, other) => one.offset - other.offset || other.length - one.length);
  while (inside.length) {
    const outer = /** @type {Entity} */ (inside.shift());
    const from = Math.max(outer.offset, at), to = Math.min(outer.offset + outer.length, end);
    if (to <= from) continue;
    if (from > at) made.push(document.createTextNode(text.slice(at, from)));
    const within = inside.filter((one) => one.offset < to);
    const element = marked(outer, text.slice(from, to));
    element.append(...nodes(text, within, from, to));
    made.push(element);
    // A block ends its line; the line break after it would be an empty line.
    at = to + Number(/^(PRE|BLOCKQUOTE)$/.test(element.tagName) && text[to] === "\n");
  }
  if (at < end) made.push(document.createTextNode(text.slice(at, end)));
  return made;
}

/** @param {Entity} entity @param {string} words @returns {HTMLElement} */
function marked(entity, words) {
  switch (entity.type) {
    case "text_link": return link(entity.url ?? "");
    case "url": return link(words);
    case "email": return link(`mailto:${words}`);
    // Not a button: that would hide the direction of its letters from the line it opens.
    case "bot_command": return make("a", { href: "#", class: "command", "data-say": words });
    case "spoiler": return make("button", { type: "button", class: "spoiler", "aria-label": "Hidden words", click: reveal });
    default: return make(TAGS[entity.type] ?? "span");
  }
}

/** @param {Event} event */
function reveal(event) {
  const spoiler = /** @type {HTMLElement} */ (event.currentTarget);
  spoiler.classList.add("open");
  spoiler.removeAttribute("aria-label");
}

/** @param {string} address @param {Object<string, any>} attributes @param {string[]} words @returns {HTMLElement} */
export function link(address, attributes = {}, ...words) {
  if (!/^(https?|mailto|tg):/i.test(address)) return make("span", attributes, ...words);
  return make("a", { ...attributes, href: address, target: "_blank", rel: "noopener noreferrer" }, ...words);
}

/** What of a text is new, as entities: per line, the words between the same beginning and end.
 * @param {string} before @param {string} now @returns {Entity[]} */
export function changed(before, now) {
  const old = before.split("\n"), lines = now.split("\n");
  /** @type {Entity[]} */
  const found = [];
  let offset = 0;
  lines.forEach((line, index) => {
    if (!old.includes(line)) {
      const was = old.length === lines.length ? old[index] : "";
      let head = 0, tail = 0;
      while (head < line.length && line[head] === was[head]) head++;
      while (tail < line.length - head && tail < was.length - head && line.at(-1 - tail) === was.at(-1 - tail)) tail++;
      while (head && /\S/.test(line[head - 1])) head--;
      while (tail && /\S/.test(line[line.length - tail])) tail--;
      found.push({ type: "changed", offset: offset + head, length: line.length - head - tail });
    }
    offset += line.length + 1;
  });
  return found.filter((one) => one.length);
}

/** @param {number} seconds @param {boolean} exactly @returns {HTMLElement} */
export function clock(seconds, exactly = false) {
  const moment = new Date(seconds * 1000);
  const second = exactly ? { second: /** @type {const} */ ("2-digit") } : {};
  return make("time", { datetime: moment.toISOString() }, moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...second }));
}
