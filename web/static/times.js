// Writes each moment as this phone's clock tells it; without scripts it stands there in UTC.

const DAY = 86_400_000;

// Today: the hour. Within the week: the day and the hour. Else the whole date.
function shape(moment) {
  const hour = { hour: "numeric", minute: "2-digit" };
  if (moment.toDateString() === new Date().toDateString()) return hour;
  if (Math.abs(moment - Date.now()) < 6 * DAY) return { weekday: "short", ...hour };
  return { year: "numeric", month: "short", day: "numeric", ...hour };
}

export function local(root) {
  for (const time of root.querySelectorAll("time")) {
    const moment = new Date(time.dateTime);
    time.textContent = moment.toLocaleString([], shape(moment));
    time.title = moment.toLocaleString();
  }
}
