// The desk: a sound and a mark in the title for a new emergency, and times in this clock's words.
// No file is played: two short tones are made here. Muting silences them and nothing else.

import { local } from "./times.js";

const KEPT = "pumpline-alerts";
const MARK = "\u25cf ";
const title = document.title;
const allow = document.querySelector("#allow-sound");
let sounds = null;
let fresh = 0;

function known() {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(KEPT) || "[]"));
  } catch {
    return new Set(); // a browser that keeps nothing sounds once more
  }
}

function keep(alerts) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(alerts));
  } catch {
    /* see known */
  }
}

function wake() {
  sounds ??= new AudioContext();
  return sounds.state === "running" ? Promise.resolve() : sounds.resume();
}

function tone(at, pitch) {
  const voice = sounds.createOscillator();
  const loudness = sounds.createGain();
  voice.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.0001, at);
  loudness.gain.exponentialRampToValueAtTime(0.3, at + 0.03);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.35);
  voice.connect(loudness).connect(sounds.destination);
  voice.start(at);
  voice.stop(at + 0.4);
}

function ring() {
  wake().then(() => [880, 660, 880].forEach((pitch, place) => tone(sounds.currentTime + place * 0.45, pitch)));
  document.documentElement.dataset.rang = Number(document.documentElement.dataset.rang || 0) + 1;
}

function mark() {
  document.title = fresh ? `${MARK}${fresh} new emergency \u2013 ${title}` : title;
}

function look() {
  const line = document.querySelector("#line");
  if (!line || line.dataset.alerts === undefined) return; // the line could not be read
  const alerts = line.dataset.alerts.split(" ").filter(Boolean);
  const before = known();
  const unknown = alerts.filter((name) => !before.has(name));
  if (unknown.length) {
    fresh += unknown.length;
    mark();
    if (!("muted" in line.dataset)) ring();
  }
  keep(alerts);
}

function here() {
  fresh = 0;
  mark();
}

// Browsers let a page sound only after somebody has touched it.
async function offer() {
  if (!allow || "muted" in document.querySelector("#line").dataset) return;
  sounds ??= new AudioContext();
  allow.hidden = sounds.state === "running";
}

document.addEventListener("htmx:after:swap", () => {
  local(document);
  look();
});
for (const touch of ["pointerdown", "keydown"]) {
  document.addEventListener(touch, () => {
    here();
    if (sounds || allow) wake().then(offer);
  });
}

local(document);
look();
offer();

// A template fills the box at once; what was written before stays above it.
const template = document.querySelector("#template");
const box = document.querySelector("#text");
if (template && box) {
  let filled = "";
  document.querySelector("#begin button").hidden = true;
  template.addEventListener("change", () => {
    const text = template.selectedOptions[0].dataset.text || "";
    const own = box.value === filled ? "" : box.value.trimEnd();
    box.value = own && text ? `${own}\n\n${text}` : own || text;
    filled = own ? "" : text;
    box.form.elements.template.value = template.value;
    box.focus();
  });
}

// Who types is not idle: said once a minute at most.
const PAUSE = 60_000;
let told = 0;
document.querySelector(".pump-held--mine")?.ownerDocument.addEventListener("input", (event) => {
  const form = event.target.closest("form[method=post]");
  if (!form || Date.now() - told < PAUSE) return;
  told = Date.now();
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  fetch(`${location.pathname}/stay`, { method: "POST", body }).catch(() => {});
});

const copy = document.querySelector("#copy-note");
if (copy && navigator.clipboard) {
  const note = document.querySelector("#chart-note");
  const copied = document.querySelector("#copied");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(note.value);
      copied.textContent = "Copied.";
    } catch {
      note.select();
      copied.textContent = "Press Ctrl and C to copy.";
    }
  });
}

const print = document.querySelector("#print-page");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
