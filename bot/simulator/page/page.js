// The local Telegram's page: shows what the server's stream tells, and sends what people do.

import { rowsOf, told } from "./behind.js";
import { changed, clock, link, make, nodes } from "./text.js";

/** @typedef {import("./text.js").Entity} Entity */
/** @typedef {import("./behind.js").Notice} Notice */
/** @typedef {import("./behind.js").Call} Call */
/** @typedef {{text: string, callback_data?: string, url?: string, copy_text?: {text: string}, switch_inline_query_current_chat?: string}} Button */
/** @typedef {{id: number, first_name: string, username?: string}} User */
/** @typedef {{chat: {id: number}, message_id: number, author: number, topic: number|null, date: number, edit_date?: number,
 *   text?: string, entities?: Entity[], caption?: string, caption_entities?: Entity[],
 *   document?: {file_name: string, file_size: number}, from?: User, sender_chat?: {id: number, title: string},
 *   via_bot?: User, reply_to_message?: Message, reply_markup?: {inline_keyboard: Button[][]},
 *   [service: string]: any}} Message */
/** @typedef {{id: number, type: string, title: string, topics: {id: number, name: string, closed: boolean}[], roles: Object<number, string>,
 *   bot: string, migrated_to: number|null, commands: Object<number, [string, string][]>}} Chat */
/** @typedef {{id: string, title: string, description: string}} Card */
/** What the menu offers: what an option shows, what taking it does, what Tab makes of it.
 * @typedef {{name: string, words: string, take: () => any, fill?: string}} Option */
/** @typedef {{bot: User, people: User[], waiting: number, faults: string[]}} Self */

/** @type {Self} */
let self = { bot: { id: 0, first_name: "" }, people: [], waiting: 0, faults: [] };
/** @type {Map<number, Chat>} */
const chats = new Map();
/** @type {Map<number, Map<number, Message>>} */
const talk = new Map();
/** @type {Map<string, number>} */
const unread = new Map();
/** @type {Notice[]} */
const notices = [];
/** @type {Set<number>} */
const updates = new Set();
/** @type {Set<string>} */
const answered = new Set();
/** @type {Map<string, HTMLElement>} */
const pressed = new Map();
// So many messages and calls stay on the page, which keeps it as quick after an hour as at first.
const SHOWN = 120, LISTED = 200;
let me = Number(sessionStorage.getItem("me"));
let here = { chat: 0, topic: /** @type {number|null} */ (null), ...JSON.parse(sessionStorage.getItem("here") ?? "{}") };

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);
const wide = matchMedia("(min-width: 721px)");

/** @param {string} name @param {Object<string, any>} fields @returns {Promise<any>} what came of it; null if it was refused */
async function act(name, fields = {}) {
  const answer = await fetch(`/acts/${name}`, { method: "POST", body: JSON.stringify(fields) }).catch(() => null);
  if (answer?.ok) return answer.json();
  const refusal = answer && answer.headers.get("content-type") === "application/json" ? (await answer.json()).problem : null;
  toast(refusal ?? "The simulator does not answer.");
  return null;
}

/** @param {string} words */
function toast(words) {
  const shown = make("div", { class: "toast" }, words);
  $("toasts").append(shown);
  setTimeout(() => shown.remove(), 5000);
}

/* ---- Messages ---- */

/** @param {{chat: {id: number}, topic: number|null}} message */
const isHere = (message) => message.chat.id === here.chat && message.topic === here.topic;
/** @param {number} chat @param {number|null} topic @returns {Message[]} */
const said = (chat, topic) => [...(talk.get(chat)?.values() ?? [])].filter((one) => one.topic === topic);
/** @param {Message} message */
const wordsOf = (message) => message.text ?? message.caption ?? message.document?.file_name;
/** @param {Message} message */
const isService = (message) => wordsOf(message) === undefined;
/** @param {Message} message */
const authorOf = (message) => message.sender_chat?.title ?? message.from?.first_name ?? "";
/** @param {Message} message */
const speakerOf = (message) => message.sender_chat?.id ?? message.author;

/** @param {string} name @param {number} id @returns {HTMLElement} */
function face(name, id) {
  return make("span", { class: `face hue${Math.abs(id) % 7}`, "aria-hidden": "true" }, [...name][0] ?? "");
}

/** @param {Message} message @returns {string} */
function noted(message) {
  const who = message.from?.first_name ?? "";
  if (message.forum_topic_created) return `Topic “${message.forum_topic_created.name}” was opened`;
  if (message.forum_topic_closed) return "The topic was closed";
  if (message.migrate_to_chat_id) return "The group was upgraded to a supergroup";
  if (message.migrate_from_chat_id) return "This supergroup was a group before";
  if (message.left_chat_member) return `${who} left`;
  const names = (message.new_chat_members ?? []).map((/** @type {User} */ user) => user.first_name);
  if (!names.length) return "Something happened";
  return message.new_chat_members[0].id === message.author ? `${who} joined` : `${who} added ${names.join(", ")}`;
}

/** @param {Message} message @returns {HTMLElement} */
function row(message) {
  if (isService(message)) return make("div", { class: "note", id: rowId(message) }, noted(message));
  const mine = message.author === me;
  const older = earlier(message);
  const bubble = speech(message, older ? changed(older.text ?? "", message.text ?? "") : []);
  const shown = older ? make("div", { class: "beside" },
    make("div", { class: "said before" }, make("h3", {}, "Before"), speech(older, [])),
    make("div", { class: "said now" }, make("h3", {}, "Now"), bubble, keys(message)))
    : make("div", { class: "said" }, bubble, keys(message));
  return make("div", { class: `row ${mine ? "out" : "in"}`, id: rowId(message) },
    !mine && !isPrivate() && face(authorOf(message), speakerOf(message)), shown);
}

/** @param {Message} message */
const rowId = (message) => `m${message.chat.id}.${message.message_id}`;
const isPrivate = () => chats.get(here.chat)?.type === "private";

/** @param {Message} message @param {Entity[]} marks @returns {HTMLElement} */
function speech(message, marks) {
  const mine = message.author === me, way = message.via_bot, role = chats.get(message.chat.id)?.roles[message.author];
  const reply = message.reply_to_message, quoted = reply && wordsOf(reply);
  const text = message.text ?? message.caption, entities = message.entities ?? message.caption_entities ?? [];
  return make("div", { class: "bubble" },
    !mine && !isPrivate() && make("div", { class: "who" }, role && role !== "member" && make("span", {}, role), authorOf(message)),
    quoted !== undefined && make("button", { type: "button", class: "reply", click: () => $(rowId(reply))?.scrollIntoView({ block: "center" }) },
      make("b", {}, authorOf(reply)), ` ${quoted.split("\n")[0]}`),
    message.document && attached(message.document),
    way && make("div", { class: "who" }, `via @${way.username}`),
    text !== undefined && make("div", { class: "text", dir: "auto" }, ...nodes(text, [...entities, ...marks])),
    make("span", { class: "meta" }, mine && message.text && !way && make("button", { type: "button", class: "edit", click: () => revise(message) }, "Edit"),
      message.edit_date ? "edited " : "", clock(message.date)));
}

/** @param {{file_name: string, file_size: number}} file @returns {HTMLElement} */
function attached(file) {
  const size = file.file_size < 1024 ? `${file.file_size} bytes` : `${(file.file_size / 1024).toFixed(1)} KB`;
  return make("div", { class: "file" }, make("b", { dir: "auto" }, file.file_name), make("span", {}, size));
}

/** @param {Message} message @returns {HTMLElement|null} */
function keys(message) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return rows.length ? make("div", { class: "keys", role: "group", "aria-label": "Buttons" },
    ...rows.map((buttons) => make("div", {}, ...buttons.map((button) => key(message, button))))) : null;
}

/** @param {Message} message @param {Button} button @returns {HTMLElement} */
function key(message, button) {
  const own = `https://t.me/${self.bot.username}?start=`;
  if (button.url?.startsWith(own)) return make("button", { type: "button", class: "key", dir: "auto", click: () => { go(me, null); say(`/start ${button.url?.slice(own.length)}`); } }, button.text);
  if (button.url) return link(button.url, { class: "key" }, `${button.text} ↗`);
  /** @param {Event} event */
  async function press(event) {
    const pressing = /** @type {HTMLElement} */ (event.currentTarget);
    if (button.copy_text) return void navigator.clipboard.writeText(button.copy_text.text).then(() => toast("Copied."));
    if (button.switch_inline_query_current_chat !== undefined) return write(`@${self.bot.username} ${button.switch_inline_query_current_chat}`);
    pressing.setAttribute("aria-busy", "true");
    const done = await act("press", { person: me, chat: message.chat.id, message: message.message_id, button: button.callback_data });
    if (done && !answered.delete(done.query)) pressed.set(done.query, pressing);
    else pressing.removeAttribute("aria-busy");
  }
  return make("button", { type: "button", class: "key", dir: "auto", click: press }, button.text);
}

/** What a message of the bot answers. @param {Message} message @param {Message[]} all @returns {Message|undefined} */
function questionOf(message, all) {
  const reply = message.reply_to_message, at = all.findIndex((one) => one.message_id === message.message_id);
  const question = reply?.text === undefined ? all[at - 1] : all.find((one) => one.message_id === reply.message_id);
  return message.author === self.bot.id && question?.author !== self.bot.id ? question : undefined;
}

/** The answer that the same question got before the briefing was edited, if this one differs.
 * @param {Message} message @returns {Message|undefined} */
function earlier(message) {
  if (!notices.length || message.edit_date) return undefined;
  const all = said(message.chat.id, message.topic), question = questionOf(message, all);
  if (!question?.text) return undefined;
  const answer = all.findLast((one) => one.message_id < question.message_id && questionOf(one, all)?.text === question.text);
  const edited = answer && notices.some((one) => !one.problems.length && answer.date <= one.at && one.at < message.date + 1);
  return edited && !answer.edit_date && answer.text !== message.text ? answer : undefined;
}

/** Rows in a row of one speaker stand closer. @param {Element|null} one */
function group(one) {
  const speaker = (/** @type {Element|null|undefined} */ row) => row?.getAttribute("data-by");
  for (const row of [one?.previousElementSibling, one, one?.nextElementSibling]) {
    row?.classList.toggle("first", speaker(row.previousElementSibling) !== speaker(row));
    row?.classList.toggle("last", speaker(row.nextElementSibling) !== speaker(row));
  }
}

/** @param {Message} message */
function put(message) {
  const log = $("log"), old = $(rowId(message));
  const made = row(message);
  if (!isService(message)) made.setAttribute("data-by", String(speakerOf(message)));
  if (!old) {
    $("messages").append(made);
    return group(made);
  }
  // What stands below an edited message stays where it is on the screen, the focus where it was.
  const below = old.getBoundingClientRect().bottom;
  const focused = [...old.querySelectorAll("button, a")].indexOf(/** @type {any} */ (document.activeElement));
  const label = focused < 0 ? "" : document.activeElement?.textContent;
  old.replaceWith(made);
  group(made);
  log.scrollTop += made.getBoundingClientRect().bottom - below;
  if (focused < 0) return undefined;
  const candidates = /** @type {HTMLElement[]} */ ([...made.querySelectorAll("button, a")]);
  (candidates.find((one) => one.textContent === label) ?? candidates.findLast((one) => one.classList.contains("key")) ?? log).focus({ preventScroll: true });
  return undefined;
}

function isAtEnd() {
  const log = $("log");
  return log.scrollHeight - log.scrollTop - log.clientHeight < 90;
}

function toEnd() {
  $("log").scrollTop = $("log").scrollHeight;
}

/** The whole conversation anew. */
function converse() {
  sessionStorage.setItem("here", JSON.stringify(here));
  const all = said(here.chat, here.topic);
  if (editing) leave();
  unread.delete(`${here.chat} ${here.topic}`);
  $("log").setAttribute("aria-busy", "true");
  $("messages").replaceChildren();
  if (isPrivate() && !all.length) $("messages").append(welcome());
  all.slice(-SHOWN).forEach(put);
  toEnd();
  $("log").removeAttribute("aria-busy");
}

/** @returns {HTMLElement} */
function welcome() {
  const name = self.bot.first_name;
  const chips = commands().filter(([command]) => !["start", "help", "privacy"].includes(command)).slice(0, 4);
  return make("div", { class: "welcome" }, face(name, self.bot.id), make("h2", {}, name),
    make("p", {}, "The real bot, in a Telegram on your own machine. Start, ask one of these, or type / to see all it knows."),
    make("button", { type: "button", class: "main", "data-say": "/start" }, "Start"),
    make("div", { class: "chips" }, ...chips.map(([command]) => make("button", { type: "button", class: "plain", "data-say": `/${command}` }, `/${command}`))));
}

/* ---- Chats, and who is typing ---- */

/** @param {number} chat @param {number|null} topic */
function go(chat, topic) {
  here = { chat, topic };
  $("app").setAttribute("data-view", "talk");
  refresh();
  converse();
  if (wide.matches) $("words").focus();
}

/** @param {Chat} chat @param {number|null} topic @param {string} name @returns {HTMLElement} */
function place(chat, topic, name) {
  const last = said(chat.id, topic).at(-1), count = unread.get(`${chat.id} ${topic}`);
  const words = last ? (wordsOf(last) ?? noted(last)).split("\n")[0] : chat.type === "private" ? "Start here" : "No messages yet";
  return make("li", {}, make("button", { type: "button", class: `place ${topic ? "topic" : ""}`, click: () => go(chat.id, topic),
    "aria-current": String(chat.id === here.chat && topic === here.topic) },
  !topic && face(name, chat.type === "private" ? self.bot.id : chat.id),
  make("span", { class: "names" }, make("b", { dir: "auto" }, topic ? `# ${name}` : name), make("span", { dir: "auto" }, words)),
  Boolean(count) && make("span", { class: "unread" }, String(count), make("span", { class: "skip" }, " unread"))));
}

function nav() {
  const focused = [...$("places").querySelectorAll("button")].indexOf(/** @type {any} */ (document.activeElement));
  const shown = [...chats.values()].filter((chat) => !chat.migrated_to || chat.id === here.chat)
    .filter((chat) => chat.type !== "private" || chat.id === me)
    .sort((one, other) => Number(other.type === "private") - Number(one.type === "private"));
  $("places").replaceChildren(...shown.flatMap((chat) => [
    place(chat, null, chat.type === "private" ? self.bot.first_name : chat.title),
    ...chat.topics.map((topic) => place(chat, topic.id, topic.name))]));
  if (focused >= 0) $("places").querySelectorAll("button")[focused]?.focus();
}

/** @param {User} person @returns {string} */
function called(person) {
  const role = isPrivate() ? "" : chats.get(here.chat)?.roles[person.id];
  return role ? `${person.first_name} · ${role === "anonymous" ? "anonymous administrator" : role}` : person.first_name;
}

/** Everything around the messages. */
function refresh() {
  const chat = chats.get(here.chat);
  if (!chat) return;
  const title = isPrivate() ? self.bot.first_name : chat.title;
  const topic = chat.topics.find((one) => one.id === here.topic);
  const people = Object.values(chat.roles).filter((role) => role !== "outside").length;
  document.title = `${title} · Local Telegram`;
  $("title").textContent = topic ? `${title} › ${topic.name}` : title;
  $("subtitle").textContent = isPrivate() ? `@${self.bot.username} · bot` : `${chat.type}, ${people} people${present(chat) ? " and the bot" : ", without the bot"}`;
  $("face").replaceWith(Object.assign(face(title, isPrivate() ? self.bot.id : chat.id), { id: "face" }));
  if (isNew("me", [me, here.chat, chat.roles, self.people])) {
    $("me").replaceChildren(...self.people.map((person) => make("option", { value: person.id, selected: person.id === me || null }, called(person))));
  }
  hint(self.faults.includes("*") ? "Telegram is down" : self.waiting ? "the bot is working …" : "");
  stand(chat);
  nav();
  if (isNew("tricks", [me, chat, self.faults])) tricks(chat);
}

/** @type {Object<string, string>} */
const shownLast = {};

/** Whether something is to be drawn anew: an open list of choices should not be. @param {string} name @param {any} value */
function isNew(name, value) {
  const before = shownLast[name];
  shownLast[name] = JSON.stringify(value);
  return before !== shownLast[name];
}

let hinting = 0;

/** Only what lasts is worth a hint. @param {string} words */
function hint(words) {
  clearTimeout(hinting);
  hinting = setTimeout(() => { $("hint").textContent = words; }, words ? 700 : 0);
}

/** @param {Chat} chat */
const present = (chat) => !["left", "kicked"].includes(chat.bot);

/** What stands above the message field, where something is in the way. @param {Chat} chat */
function stand(chat) {
  const [words, button, deed] = obstacle(chat);
  $("instead").hidden = !button;
  $("line").hidden = Boolean(button);
  $("instead").firstElementChild.textContent = words;
  const main = $("instead").lastElementChild;
  main.textContent = button;
  main.onclick = deed;
}

/** @param {Chat} chat @returns {[string, string, () => any]} */
function obstacle(chat) {
  if (chat.migrated_to) return ["This group was upgraded to a supergroup.", "Open the supergroup", () => go(/** @type {number} */ (chat.migrated_to), null)];
  if (isPrivate() && chat.bot === "kicked") return ["You have blocked the bot.", "Unblock", () => act("unblock", { person: me })];
  return ["", "", () => undefined];
}

/* ---- Typing ---- */

const commands = () => chats.get(here.chat)?.commands[me] ?? [];

/** @param {string} text */
async function say(text) {
  if (!text.trim()) return null;
  $("bulletin").replaceChildren(...$("bulletin").querySelectorAll(".refused"));
  const done = await act("say", { person: me, chat: here.chat, topic: here.topic, text });
  if (done && $("words").value === text) write("");
  return done;
}

/** The message that is being changed, if one is. @type {Message|null} */
let editing = null;

/** @param {Message} message */
function revise(message) {
  editing = message;
  $("editing").hidden = false;
  write(message.text ?? "");
}

/** It stays as it was. */
function leave() {
  editing = null;
  $("editing").hidden = true;
  write("");
}

/** @param {string} text */
async function submit(text) {
  if (!editing) return say(text);
  const done = await act("edit", { person: me, chat: editing.chat.id, message: editing.message_id, text });
  return done && leave();
}

/** What has been typed goes along as the caption. @param {HTMLInputElement} chooser */
function attach(chooser) {
  const file = chooser.files?.[0], reader = new FileReader(), caption = $("words").value, place = { person: me, ...here };
  chooser.value = "";
  if (!file) return;
  reader.onload = async () => {
    const content = String(reader.result).split(",")[1] ?? "";
    if (await act("send", { ...place, file_name: file.name, content, caption }) && $("words").value === caption) write("");
  };
  reader.readAsDataURL(file);
}

/** @param {string} text */
function write(text) {
  $("words").value = text;
  $("words").focus();
  suggest();
}

let chosen = -1;
/** @type {Option[]} */
let options = [];

/** What may follow what has been typed so far: commands, or cards behind the bot's name. */
function suggest() {
  clearTimeout(dealing);
  const words = behindName(), typed = editing ? null : /^\/(\w*)$/.exec($("words").value);
  if (words !== null && !editing) return deal(words);
  const fitting = typed ? commands().filter(([name]) => name.startsWith(typed[1].toLowerCase())) : [];
  return offer("Commands", fitting.map(([name, about]) => ({ name: `/${name}`, words: about, fill: `/${name} `,
    take: () => say(`/${name}`).then((done) => done && write("")) })), 0);
}

/** @param {string} label @param {Option[]} made @param {number} first which of them Enter takes; -1 is none */
function offer(label, made, first) {
  options = made;
  $("menu").setAttribute("aria-label", label);
  $("menu").classList.toggle("cards", label === CARDS);
  $("menu").replaceChildren(...made.map((one, index) => make("li", { role: "option", id: `option${index}`, "aria-selected": "false",
    click: one.take, mousedown: (/** @type {Event} */ event) => event.preventDefault() },
  make("b", { dir: "auto" }, one.name), make("span", { dir: "auto" }, one.words))));
  $("menu").hidden = !made.length;
  $("words").setAttribute("aria-expanded", String(made.length > 0));
  choose(made.length ? first : -1);
}

/* ---- Cards, for what is typed behind the bot's name ---- */

const CARDS = "Cards", PAUSE = 200; // milliseconds without another letter
/** @type {Map<string, Card[]>} */
const dealt = new Map();
let dealing = 0, asked = "";

/** @returns {string|null} */
function behindName() {
  const text = $("words").value, name = `@${self.bot.username} `;
  return text.toLowerCase().startsWith(name.toLowerCase()) ? text.slice(name.length) : null;
}

/** @param {string} words */
function deal(words) {
  dealing = setTimeout(async () => {
    const done = await act("type", { person: me, chat: here.chat, words });
    asked = done?.query ?? "";
    lay();
  }, PAUSE);
}

/** Enter sends what is typed, which is a question where the bot is; arrows choose a card. */
function lay() {
  const cards = dealt.get(asked);
  if (!cards || behindName() === null || document.activeElement !== $("words")) return;
  offer(CARDS, cards.map((one) => ({ name: one.title, words: one.description,
    take: () => act("choose", { person: me, ...here, query: asked, card: one.id }).then((done) => done && write("")) })), -1);
}

/** @param {number} index */
function choose(index) {
  chosen = index;
  const rows = [...$("menu").children];
  for (const one of rows) one.setAttribute("aria-selected", String(one === rows[index]));
  rows[index]?.scrollIntoView({ block: "nearest" });
  if (rows[index]) $("words").setAttribute("aria-activedescendant", rows[index].id);
  else $("words").removeAttribute("aria-activedescendant");
}

/** @param {KeyboardEvent} event */
function typing(event) {
  const option = options[chosen];
  if (event.key === "ArrowUp" && !$("words").value) return write(said(here.chat, here.topic).findLast((one) => one.author === me && one.text)?.text ?? "");
  if (event.key === "Escape" && editing && !options.length) return leave();
  if (!options.length) return undefined;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose((Math.max(chosen, step < 0 ? 0 : -1) + step + options.length) % options.length);
  else if (event.key === "Tab" && !event.shiftKey && option?.fill) write(option.fill);
  else if (event.key === "Enter" && option) option.take();
  else if (event.key === "Escape") hideMenu();
  else return undefined;
  return event.preventDefault();
}

function hideMenu() {
  clearTimeout(dealing);
  offer("Commands", [], -1);
}

/* ---- What goes over the wire, what edits did, what if ---- */

/** @param {Call[]} calls */
function wire(calls) {
  const rows = calls.flatMap((one) => rowsOf(one, updates)).reverse();
  if (rows.length) $("wire").querySelector(".empty")?.remove();
  $("wire").prepend(...rows);
  while ($("wire").children.length > LISTED) $("wire").lastElementChild.remove();
}

/** Older news than that of a file that is still refused is no news. @param {Notice} notice @param {boolean} live */
function announce(notice, live) {
  const shown = told(notice), question = said(here.chat, here.topic).findLast((one) => one.author === me && one.text?.startsWith("/"))?.text;
  shown.querySelector("header")?.append(make("button", { type: "button", class: "icon", "aria-label": "Hide", click: () => shown.remove() }, "×"));
  if (question && !notice.problems.length) shown.append(make("button", { type: "button", class: "plain", click: () => say(question) }, `Ask ${question} again`));
  $("bulletin").replaceChildren(...(live || notice.problems.length ? [shown] : []));
  $("content").querySelector(".empty")?.remove();
  $("content").prepend(told(notice));
}

/** @type {[string, string, Object<string, any>][]} */
const FAULTS = [
  ["The next answer is refused: 429, wait 5 s", "flood", { seconds: 5 }],
  ["The next answer meets a server error", "error", {}],
  ["The next answer arrives, its receipt is lost", "drop", {}],
  ["The next answer’s receipt comes 5 s late", "late", { seconds: 5 }],
];

/** @param {string} words @param {() => any} deed @returns {HTMLElement} */
const trick = (words, deed) => make("button", { type: "button", class: "plain", click: deed }, words);

/** What can be made to happen. @param {Chat} chat */
function tricks(chat) {
  const panel = $("tricks"), focused = [...panel.querySelectorAll("button, select")].indexOf(/** @type {any} */ (document.activeElement));
  panel.replaceChildren(make("h3", {}, "In this chat"), ...(isPrivate() ? privately(chat) : publicly(chat)), make("h3", {}, "On the way to Telegram"),
    ...FAULTS.map(([words, kind, fields]) => trick(words, async () => await act("fail", { kind, ...fields }) && toast("It will happen at the next answer."))),
    trick("Telegram goes down", () => act("fail", { kind: "outage" })),
    trick(`All is well again${self.faults.length ? ` (${self.faults.length} to come)` : ""}`, () => act("mend")));
  if (focused >= 0) panel.querySelectorAll("button, select")[focused]?.focus();
}

/** @param {Chat} chat @returns {HTMLElement[]} */
function privately(chat) {
  return [chat.bot === "kicked" ? trick("Unblock the bot", () => act("unblock", { person: me })) : trick("Block the bot", () => act("block", { person: me }))];
}

/** @param {Chat} chat @returns {HTMLElement[]} */
function publicly(chat) {
  const person = self.people.find((one) => one.id === me), role = chat.roles[me];
  const roles = role === "owner" ? ["owner"] : ["member", "administrator", "anonymous"];
  const select = make("select", { id: "role", change: (/** @type {any} */ event) => act("cast", { person: me, chat: chat.id, role: event.target.value }) },
    ...roles.map((one) => make("option", { value: one, selected: one === role || null }, one === "anonymous" ? "anonymous administrator" : one)));
  return [make("div", { class: "field" }, make("label", { for: "role" }, person?.first_name === "You" ? "You are" : `${person?.first_name} is`), select),
    present(chat) ? trick("Remove the bot", () => act("remove", { chat: chat.id })) : trick("Add the bot", () => act("add", { chat: chat.id })),
    ...(chat.type === "group" ? [trick("Upgrade to a supergroup", async () => { const done = await act("upgrade", { chat: chat.id }); if (done) go(done.chat, null); })] : [])];
}

/* ---- The stream ---- */

/** @param {any} news */
function receive(news) {
  if (news.fresh) {
    for (const known of [chats, talk, unread, updates]) known.clear();
    for (const panel of ["wire", "content"]) $(panel).replaceChildren($(panel).querySelector(".empty") ?? "");
    notices.length = 0;
  }
  if (news.self) self = news.self;
  for (const chat of news.chats ?? []) chats.set(chat.id, chat);
  if (!self.people.some((person) => person.id === me)) me = self.people[0].id;
  if (!chats.has(here.chat) || (isPrivate() && here.chat !== me)) here = { chat: me, topic: null };
  for (const notice of news.notices ?? []) { notices.push(notice); announce(notice, !news.fresh); }
  const stay = isAtEnd() || (news.messages ?? []).some((/** @type {Message} */ one) => one.author === me);
  for (const { chat, message } of news.gone ?? []) { talk.get(chat)?.delete(message); $(`m${chat}.${message}`)?.remove(); }
  for (const message of news.messages ?? []) heard(message, !news.fresh);
  if (news.fresh) converse();
  else if ((news.messages ?? []).some(isHere)) {
    $("messages").querySelector(".welcome")?.remove();
    if (stay) toEnd();
    while (stay && $("messages").children.length > SHOWN) $("messages").firstElementChild.remove();
  }
  wire(news.wire ?? []);
  for (const one of news.toasts ?? []) answer(one);
  for (const one of news.cards ?? []) { dealt.set(one.query, one.cards); lay(); }
  if (news.self || news.chats || news.messages || news.gone) refresh();
}

/** @param {Message} message @param {boolean} live */
function heard(message, live) {
  const isNew = !talk.get(message.chat.id)?.has(message.message_id), name = `${message.chat.id} ${message.topic}`;
  if (!talk.has(message.chat.id)) talk.set(message.chat.id, new Map());
  talk.get(message.chat.id)?.set(message.message_id, message);
  if (live && isHere(message)) put(message);
  else if (live && isNew && !isService(message) && message.author !== me) unread.set(name, (unread.get(name) ?? 0) + 1);
}

/** @param {{query: string, person: number, text: string, alert: boolean, url: string}} one */
function answer(one) {
  const button = pressed.get(one.query);
  button?.removeAttribute("aria-busy");
  if (!pressed.delete(one.query)) answered.add(one.query);
  if (one.person !== me || !one.text) return;
  if (!one.alert) return toast(one.text);
  $("alert-words").textContent = one.text;
  return $("alert").showModal();
}

/** @param {boolean} open */
function side(open) {
  $("app").toggleAttribute("data-side", open);
  $("behind").setAttribute("aria-expanded", String(open));
}

/** @param {HTMLElement} tab */
function open(tab) {
  for (const one of document.querySelectorAll("[role=tab]")) {
    one.setAttribute("aria-selected", String(one === tab));
    one.setAttribute("tabindex", one === tab ? "0" : "-1");
    $(one.getAttribute("aria-controls") ?? "").hidden = one !== tab;
  }
}

function begin() {
  const stream = new EventSource("/events");
  stream.onmessage = (event) => receive(JSON.parse(event.data));
  stream.onerror = () => { $("subtitle").textContent = "connecting …"; };
  $("composer").addEventListener("submit", (/** @type {Event} */ event) => { event.preventDefault(); submit($("words").value); });
  $("leave").addEventListener("click", leave);
  $("log").addEventListener("click", (/** @type {any} */ event) => { const words = event.target.closest("[data-say]")?.getAttribute("data-say"); if (words) { event.preventDefault(); say(words); } });
  $("words").addEventListener("input", suggest);
  $("words").addEventListener("keydown", typing);
  $("words").addEventListener("blur", hideMenu);
  $("commands").addEventListener("mousedown", (/** @type {Event} */ event) => event.preventDefault());
  $("commands").addEventListener("click", () => ($("menu").hidden ? write("/") : write("")));
  $("attach").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => attach($("file")));
  $("me").addEventListener("change", () => {
    const wasPrivate = isPrivate();
    me = Number($("me").value);
    sessionStorage.setItem("me", String(me));
    if (wasPrivate) here = { chat: me, topic: null };
    refresh();
    converse();
  });
  $("back").addEventListener("click", () => {
    $("app").setAttribute("data-view", "chats");
    $("places").querySelector("[aria-current=true]")?.focus();
  });
  $("behind").addEventListener("click", () => {
    side(!$("app").hasAttribute("data-side"));
    if ($("app").hasAttribute("data-side")) $("side").querySelector("[aria-selected=true]").focus();
  });
  $("close").addEventListener("click", () => { side(false); $("behind").focus(); });
  $("down").addEventListener("click", toEnd);
  $("log").addEventListener("scroll", () => { $("down").hidden = isAtEnd(); });
  const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[role=tab]")]);
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) { const next = tabs[(index + step + tabs.length) % tabs.length]; open(next); next.focus(); }
    });
  });
  side(matchMedia("(min-width: 1101px)").matches);
  if (wide.matches) $("words").focus();
}

begin();
