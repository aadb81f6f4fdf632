// The first message: words are not lost with the connection, and a second press is the same message.

import "./offline.js";

const PATIENCE = 10_000;
const form = document.querySelector("form.pump-say");
const box = document.querySelector("#text");
const states = document.querySelectorAll("[data-state]");
let leaving = false;
let pressed = null;

function say(state) {
  for (const line of states) line.hidden = line.dataset.state !== state;
}

async function send(message) {
  say("sending");
  const signal = AbortSignal.timeout?.(PATIENCE);
  const answer = await fetch(form.action, { method: "POST", body: message, signal }).catch(() => null);
  if (answer?.ok && answer.redirected) {
    leaving = true;
    return location.assign(answer.url);
  }
  if (answer && answer.status < 500) return bare(message);
  say("failed");
  document.querySelector("[data-state=failed]").scrollIntoView({ block: "nearest" });
}

// What was refused is sent as a page of its own, which says why and keeps the words.
function bare(message) {
  leaving = true;
  if (message.has("answer")) {
    const field = form.appendChild(document.createElement("input"));
    [field.type, field.name, field.value] = ["hidden", "answer", message.get("answer")];
  }
  form.submit();
}

form.addEventListener("click", (event) => {
  pressed = event.target.closest("button");
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter || pressed;
  const message = new URLSearchParams(new FormData(form));
  if (button?.name) message.append(button.name, button.value);
  send(message);
});

addEventListener("beforeunload", (event) => {
  if (!leaving && box.value.trim()) event.preventDefault();
});
