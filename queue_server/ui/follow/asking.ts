// Asks for a slip again and again while somebody looks at the page.

import { signal } from "@preact/signals";
import { nextPollMs, type Answer, type Slip } from "./slip";

const TIMEOUT_MS = 8_000;

/** The newest slip heard of, and when, on this page's steady clock. */
export const heard = signal<{ slip: Slip; atMs: number } | null>(null);
export const last = signal<Answer | null>(null);

let misses = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let isAsking = false;

/** Where the slip of a token is asked for. */
export function pathOf(token: string): string {
  return `/api/v1/follow/${encodeURIComponent(token)}`;
}

export function keepAsking(token: string): void {
  const path = pathOf(token);
  const again = () => {
    clearTimeout(timer);
    if (!document.hidden) void ask(path).then(schedule);
  };
  const schedule = (delayMs: number | null) => {
    if (delayMs !== null && !document.hidden) timer = setTimeout(again, delayMs);
  };
  document.addEventListener("visibilitychange", again);
  addEventListener("online", again);
  again();
}

/** Gives how long to wait before asking again, or null when an answer is already awaited. */
async function ask(path: string): Promise<number | null> {
  if (isAsking) return null;
  isAsking = true;
  const answer = await fetchSlip(path);
  isAsking = false;
  misses = answer.kind === "none" ? misses + 1 : 0;
  last.value = answer;
  if (answer.kind === "slip") heard.value = { slip: answer.slip, atMs: performance.now() };
  return nextPollMs({ answer, misses, random: Math.random });
}

async function fetchSlip(path: string): Promise<Answer> {
  const request = new AbortController();
  const timeout = setTimeout(() => request.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(path, { cache: "no-store", signal: request.signal });
    if (response.status === 404) return { kind: "unknown" };
    if (!response.ok) return { kind: "none", retryAfterS: Number(response.headers.get("Retry-After")) || 0 };
    return { kind: "slip", slip: (await response.json()) as Slip };
  } catch {
    return { kind: "none" };
  } finally {
    clearTimeout(timeout);
  }
}
