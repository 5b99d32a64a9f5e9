// What stands behind the scenes: updates and calls with their JSON, and what edits of the files did.

import { changed, clock, make, nodes } from "./text.js";

/** @typedef {{file: string, line: number, column: number, message: string, hint: string, excerpt: string, width: number}} Problem */
/** @typedef {{what: string, section: string, entry: string, before: string, after: string, field: string}} Change */
/** @typedef {{at: number, editions: Object<string, number>, changes: Object<string, Change[]>, problems: Problem[]}} Notice */
/** @typedef {{method: string, parameters: any, at: number, seconds: number, ok: boolean, said?: string, answer?: any}} Call */

/** @param {string} kind @param {string} name @param {string} detail @param {number} at @param {string} took @param {any} json @returns {HTMLElement} */
function call(kind, name, detail, at, took, json) {
  const arrow = kind === "update" ? "←" : "→", words = kind === "update" ? "update" : "call";
  const shown = make("details", { class: `call ${kind}` }, make("summary", {}, clock(at, true), make("span", { "aria-label": words, role: "img" }, arrow),
    make("span", { class: "name" }, name, detail && make("small", { dir: "auto" }, detail)), make("span", { class: "took" }, took)));
  shown.addEventListener("toggle", () => shown.append(make("pre", { tabindex: "0" }, JSON.stringify(json, null, 2))), { once: true });
  return shown;
}

/** The rows of a call, oldest first: its own, or one for each update that it brought.
 * @param {Call} one @param {Set<number>} seen the updates shown so far @returns {HTMLElement[]} */
export function rowsOf(one, seen) {
  if (one.method === "getUpdates" && one.ok) {
    const fresh = one.answer.result.filter((/** @type {any} */ update) => !seen.has(update.update_id));
    return fresh.map((/** @type {any} */ update) => {
      seen.add(update.update_id);
      const kind = Object.keys(update)[1];
      return call("update", kind, update[kind].text ?? update[kind].data ?? update[kind].document?.file_name ?? "", one.at, "", update);
    });
  }
  const took = `${(one.seconds * 1000).toFixed(one.seconds < 0.01 ? 1 : 0)} ms`;
  const detail = one.ok ? (one.parameters.text ?? one.parameters.file_path ?? "") : one.said;
  return [call(one.ok ? "call" : "refused", one.method, detail, one.at, took, { parameters: one.parameters, answer: one.answer ?? one.said })];
}

/** @param {Notice} notice @returns {HTMLElement} */
export function told(notice) {
  const editions = Object.entries(notice.editions).map(([name, edition]) => `${name}, edition ${edition}`).join(" · ");
  const differences = Object.values(notice.changes).flat(), { problems } = notice;
  const heading = problems.length ? `Not taken up: ${problems.length} problem${problems.length > 1 ? "s" : ""}`
    : `Reloaded: ${differences.length || "no"} change${differences.length === 1 ? "" : "s"}`;
  return make("article", { class: problems.length ? "notice refused" : "notice" },
    make("header", {}, make("strong", {}, heading), clock(notice.at, true)),
    make("p", {}, problems.length ? `Answers go on from the last good version: ${editions}.` : editions),
    make("ul", {}, ...problems.map(problem), ...differences.slice(0, 12).map(difference)),
    differences.length > 12 && make("p", {}, `and ${differences.length - 12} more`));
}

/** @param {Problem} one @returns {HTMLElement} */
function problem(one) {
  const file = one.file.split(/[\\/]/).at(-1), number = String(one.line);
  const pointer = " ".repeat(number.length + 2 + one.column) + "^".repeat(Math.max(1, Math.min(one.width, one.excerpt.length - one.column + 1)));
  return make("li", {}, make("code", {}, `${file}:${one.line}:${one.column}`), " ", ...ticked(one.message),
    one.excerpt.trim() && make("pre", { tabindex: "0", "aria-label": `Line ${number}` }, `${number} | ${one.excerpt}\n${pointer}`), one.hint && make("p", {}, ...ticked(one.hint)));
}

/** What stands between backticks is code. @param {string} words @returns {(Node|string)[]} */
const ticked = (words) => words.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));

/** @param {Change} one @returns {HTMLElement} */
function difference(one) {
  const { before, after } = one, both = before && after;
  const where = [one.section, one.entry === one.section ? "" : one.entry, one.field].filter(Boolean).join(" › ");
  return make("li", {}, make("span", { class: "kind" }, one.what), ` ${where}`,
    before && make("div", {}, make("del", { dir: "auto" }, ...nodes(before, both ? changed(after, before) : []))),
    after && make("div", {}, make("ins", { dir: "auto" }, ...nodes(after, both ? changed(before, after) : []))));
}
