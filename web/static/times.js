// Writes each moment as this phone's clock tells it; without scripts it stands there in UTC.

export function local(root) {
  for (const time of root.querySelectorAll("time")) {
    time.textContent = new Date(time.dateTime).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  }
}
