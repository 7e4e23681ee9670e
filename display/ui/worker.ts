// The worker beside the hall page: it keeps the page, its script, style, letters and clips, and
// gives them back when the server does not answer. Of what the hall shows it keeps nothing.
//
//     /hall, /hall/voices          from the server; from what is kept when it is away
//     /static/display, voices, …   from what is kept: their names carry a hash of their content
//     all else                     not its matter

const CACHE = "motcua-hall-1";
/** Two whole voices have 90 clips; with several builds of the page there is room for all. */
const KEPT_MAX = 400;
const ANSWER_MS = 4_000;
const SHELL = /^\/hall(\/voices)?$/;
const HASHED = /^\/static\/(display|voices|media)\//;

interface Life extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetch extends Life {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Told extends Life {
  data: { keep?: string[] };
}
interface Worker {
  addEventListener(type: "install" | "activate", act: (event: Life) => void): void;
  addEventListener(type: "fetch", act: (event: Fetch) => void): void;
  addEventListener(type: "message", act: (event: Told) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

const worker = self as unknown as Worker;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(begin()));
worker.addEventListener("message", (event) => event.waitUntil(keepAll(event.data.keep ?? [])));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin || request.headers.has("Range")) return;
  if (SHELL.test(pathname)) event.respondWith(fromServer(request));
  else if (HASHED.test(pathname)) event.respondWith(fromKept(request));
});

async function begin(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function keepAll(paths: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const path of paths.slice(0, KEPT_MAX)) {
    if (!(await cache.match(path))) await fetch(path).then((answer) => keep(path, answer), () => undefined);
  }
  await trim(cache);
}

async function fromServer(request: Request): Promise<Response> {
  try {
    const answer = await inTime(request);
    await keep(request.url, answer.clone());
    return answer;
  } catch (silence) {
    const kept = await (await caches.open(CACHE)).match(request.url);
    if (kept) return kept;
    throw silence;
  }
}

async function fromKept(request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  await keep(request.url, answer.clone());
  return answer;
}

/** A frozen line must not keep the screen dark: after a moment what is kept is good enough. */
async function inTime(request: Request): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ANSWER_MS);
  try {
    const answer = await fetch(request.url, { signal: abort.signal, cache: "no-store", credentials: "same-origin" });
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

async function keep(url: string, answer: Response): Promise<void> {
  if (answer.status === 200) await (await caches.open(CACHE)).put(url, answer);
}

/** Lets go of what was kept first, of builds that are gone. */
async function trim(cache: Cache): Promise<void> {
  const kept = await cache.keys();
  for (const oldest of kept.slice(0, Math.max(0, kept.length - KEPT_MAX))) await cache.delete(oldest);
}
