// When the house cannot be reached: the emergency page in place of a browser's error.
//
// Keeps that page and its style, and nothing else: no page of a patient is ever stored on the phone.
// A link and a sent form are handled alike. The number in the name changes when page or style does.

const CACHE = "pumpline-{{ version }}";
const PAGE = {{ page|tojson }};
const STYLE = {{ style|tojson }};
const PATIENCE = 8_000;
const GONE = [502, 503, 504];

addEventListener("install", (event) => {
  const fresh = [PAGE, STYLE].map((path) => new Request(path, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== CACHE);
  const drop = caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name))));
  event.waitUntil(drop.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin || pathname.startsWith({{ desk|tojson }})) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request));
  else if (pathname === STYLE) event.respondWith(fetch(event.request).catch(() => kept(STYLE)));
});

async function page(request) {
  const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([fetch(request).catch(() => null), silence]);
  if (answer && !GONE.includes(answer.status)) return answer;
  return (await kept(PAGE)) || answer || Response.error();
}

function kept(path) {
  return caches.match(path, { cacheName: CACHE });
}
