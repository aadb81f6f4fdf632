// The patient's chat without loading the page again. Everything works without this file, too.
//
// The server draws the chat in regions; each new region takes the place of the old one. What is typed
// is never replaced: the box stands outside the regions. A message keeps its key until it is known to
// have arrived, so that sending it again does no harm.

import "./offline.js";
import { readAloud, ring } from "./sounds.js";
import { local } from "./times.js";

const PART = "X-Pumpline-Part";
const PATIENCE = 10_000; // a message not acknowledged by then is "not sent"
const PAUSE = 1_000; // between tries within that time
const SOONEST = 3_000;
const LATEST = 4_000; // a nurse’s reply is there within five seconds

const chat = document.querySelector("#chat");
const form = document.querySelector("#say");
const box = document.querySelector("#text");
const retry = document.querySelector("#again");
let seen = Number(chat.dataset.seq);
let wait = SOONEST;
let timer;
const title = document.title;
let alarmed = Boolean(chat.querySelector("[data-alarm]"));
let unsent = null;
let pressed = null;
let leaving = false; // the page is left on purpose, with the words in the form
let aged = ""; // the moment at which an answer became old, once that was told

function say(state) {
  for (const line of document.querySelectorAll("[data-state]")) line.hidden = line.dataset.state !== state;
}

// The lines below the first view stand open where there is room for them.
function unfold(root) {
  if (!matchMedia("(min-width: 48em)").matches) return;
  for (const part of root.querySelectorAll("[data-open-when-wide]")) part.open = true;
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  local(fresh);
  unfold(fresh);
  for (const region of fresh.querySelectorAll("[data-region]")) {
    const old = chat.querySelector(`[data-region="${region.dataset.region}"]`);
    if (old && old.innerHTML !== region.innerHTML && !touched(old, region)) replace(old, region);
  }
  notice();
  return fresh;
}

// What must be noticed by who does not look: an alarm is heard, a nurse's new words stand in the title.
function notice() {
  const alarm = chat.querySelector("[data-alarm]");
  if (alarm && !alarmed) ring();
  alarmed = Boolean(alarm);
  document.title = (chat.querySelector("[data-unread]") ? "(1) " : "") + title;
}

// What somebody opened or shut stays so while the answer is the same one.
function replace(old, region) {
  for (const part of unsent ? [] : region.querySelectorAll("details[id]")) {
    const before = old.querySelector(`#${part.id}`);
    if (before) part.open = before.open;
  }
  while (old.firstChild) old.removeChild(old.firstChild);
  while (region.firstChild) old.appendChild(region.firstChild);
}

// A question that stands unchanged keeps what was ticked; a half-written number stays.
function touched(old, region) {
  const name = region.dataset.region;
  if (name === "contact") return old.contains(document.activeElement);
  const id = (part) => part.querySelector("[name=question]")?.value;
  return name === "ask" && unsent === null && id(old) === id(region);
}

async function ask(url, options = {}, patience = PATIENCE) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), patience);
  const headers = { [PART]: "1" };
  try {
    return await fetch(url, { ...options, headers, signal: stop.signal, redirect: "error" });
  } finally {
    clearTimeout(late);
  }
}

// Tried again and again under one key, until it is known to have arrived or the time is over.
async function send(message) {
  say("sending");
  const end = Date.now() + PATIENCE;
  for (let left = PATIENCE; left > 0; left = end - Date.now()) {
    const answer = await ask(form.action, { method: "POST", body: message }, left).catch(() => null);
    if (answer && answer.status < 500) return arrived(answer).catch(() => say("failed"));
    await new Promise((resolve) => setTimeout(resolve, Math.min(PAUSE, Math.max(0, end - Date.now()))));
  }
  say("failed");
  document.querySelector("[data-state=failed]").scrollIntoView({ block: "nearest" });
}

async function arrived(answer) {
  if (!answer.headers.has(PART)) return hand();
  const fresh = show(await answer.text());
  if (!answer.ok) return say("");
  unsent = null;
  box.value = "";
  say("sent");
  seen = Number(answer.headers.get(PART));
  wait = SOONEST;
  document.querySelector("#write").open = fresh.querySelector("#write").open;
  const heading = chat.querySelector("[data-region=card] h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  chat.querySelector("[data-region=card]").scrollIntoView({ block: "start" });
  plan();
}

// The chat is open here no more: the page that says so keeps the words.
function hand() {
  say("gone");
  leaving = true;
  for (const [name, value] of unsent) {
    if (name !== "answer") continue;
    const field = form.appendChild(document.createElement("input"));
    [field.type, field.name, field.value] = ["hidden", name, value];
  }
  form.submit();
}

form.addEventListener("click", (event) => {
  pressed = event.target.closest("button");
});

form.addEventListener("submit", (event) => {
  const button = event.submitter || pressed; // older phones do not tell which button it was
  pressed = null;
  if (button?.hasAttribute("formaction")) return (leaving = true); // a tap, not a message
  event.preventDefault();
  unsent = new URLSearchParams(new FormData(form));
  if (button && button.name) unsent.append(button.name, button.value);
  send(unsent);
});

retry.addEventListener("click", () => unsent && send(unsent));

// A reload, or a way out, asks first while words are not sent.
addEventListener("beforeunload", (event) => {
  if (!leaving && (unsent || box.value.trim())) event.preventDefault();
});

// After "good until" the page is asked for once more: it then says that the answer is old.
function since() {
  const until = chat.querySelector("#until time").dateTime;
  if (Date.now() < Date.parse(until) || aged === until || chat.querySelector("#old")) return seen;
  aged = until;
  return -1;
}

async function look() {
  const answer = await ask(`${chat.dataset.messages}?after=${since()}`).catch(() => null);
  if (answer?.status === 200 && answer.headers.has(PART)) {
    show(await answer.text());
    seen = Number(answer.headers.get(PART));
    wait = SOONEST;
    if (document.activeElement !== box) chat.scrollIntoView({ block: "start" });
  } else {
    wait = Math.min(wait * 1.25, LATEST);
  }
  if (answer?.status === 403) return say("gone");
  plan();
}

// Nobody looks: nothing is asked for, unless somebody may be falling asleep over this page.
function plan() {
  clearTimeout(timer);
  if (document.hidden && !chat.querySelector("[data-drowsy]")) return;
  timer = setTimeout(look, wait);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return plan();
  wait = SOONEST;
  look();
});

local(document);
unfold(document);
if (alarmed) ring();
notice();
readAloud(document.querySelector("#aloud"), () => chat.querySelector("[data-region=card]"));
plan();
