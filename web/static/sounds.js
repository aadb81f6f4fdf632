// The card read aloud, and an alarm; both only where this phone can.

const BEEPS = 6;
const EVERY = 0.5; // seconds

export function readAloud(button, part) {
  if (!button || !("speechSynthesis" in window)) return;
  const start = button.textContent;
  const idle = () => (button.textContent = start);
  button.hidden = false;
  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      return idle();
    }
    const words = new SpeechSynthesisUtterance(part().innerText);
    words.lang = document.documentElement.lang;
    words.rate = 0.9;
    words.onend = idle;
    words.onerror = idle;
    button.textContent = button.dataset.stop;
    speechSynthesis.speak(words);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

// A browser stays silent until the page was touched once.
export function ring() {
  if (navigator.userActivation?.hasBeenActive === false) return;
  navigator.vibrate?.([600, 200, 600, 200, 600]);
  if (!("AudioContext" in window)) return;
  const sound = new AudioContext();
  const loud = sound.createGain();
  loud.connect(sound.destination);
  for (let beep = 0; beep < BEEPS; beep += 1) {
    const tone = sound.createOscillator();
    tone.frequency.value = beep % 2 ? 660 : 880;
    tone.connect(loud);
    tone.start(sound.currentTime + beep * EVERY);
    tone.stop(sound.currentTime + beep * EVERY + EVERY / 2);
  }
}
