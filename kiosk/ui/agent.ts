// The page's talk with the agent on the same machine: what the hall offers, and the tap.
//
// A tap has one request id for its whole life. It is sent again with the SAME id until it is
// answered, so whatever breaks in between, one touch gives one number.

import { newIdempotencyKey } from "../../protocol/ui/api";
import type { Answer } from "./scan";
import type { Lang } from "../../protocol/ui/i18n";

export interface Named {
  name_vi: string;
  name_en: string;
}

export interface Service extends Named {
  code: string;
  /** The national code of the procedure; searchable. */
  tthc_code: string;
  /** null while the server is away: an old count would be a lie. */
  waiting: number | null;
  open_counters: number | null;
  /** What a scanned dossier may bring somebody here for; "" for none. */
  lane?: string;
  /** Numbers left today; null where nothing limits them. */
  left: number | null;
  papers_vi: string[];
  papers_en: string[];
}

export interface Field extends Named {
  code: string;
  hint_vi: string;
  hint_en: string;
  services: Service[];
}

export interface Group extends Named {
  code: string;
  evidence_vi: string;
  evidence_en: string;
}

export type WhyClosed =
  | "before_opening"
  | "ending"
  | "lunch"
  | "after_hours"
  | "weekly_day_off"
  | "day_off";

export interface Opening {
  is_open: boolean;
  why: WhyClosed | null;
  next_at: string | null;
  closes_at: string | null;
  day_name_vi: string;
  day_name_en: string;
}

export interface Features {
  speech: boolean;
  scanner: boolean;
  staff: boolean;
}

export interface State {
  secret: string;
  at: string;
  zone: string;
  stopped: { code: string } | null;
  link: "up" | "away";
  printer: "none" | "ready" | "paper_out" | "failed";
  timing: { idle_s: number; warning_s: number; number_s: number; unprinted_s: number };
  features: Features;
  opening: Opening;
  site: Named | null;
  fields: Field[];
  groups: Group[];
  follows: boolean;
  /** The newest answer to a serial scanner, for some seconds. */
  scan?: (Answer & { seq: number }) | null;
}

export type SlipState = "none" | "printing" | "printed" | "paper_out" | "failed" | "uncertain";

export interface Ticket {
  request_id: string;
  label: string;
  at: string;
  service: Named;
  class: "ordinary" | "priority";
  ahead: number | null;
  origin: "server" | "kiosk";
  code: string;
  qr: string[];
  slip: SlipState;
}

export interface Wish {
  service: string;
  class: "ordinary" | "priority";
  group: string | null;
  lang: Lang;
  /** The code of the dossier that was scanned. */
  dossier?: string | null;
}

/** A touch that wants a number. */
export interface Tap {
  request_id: string;
  wish: Wish;
}

export interface Refusal {
  code: string;
  message: string;
}

export type Outcome = { ticket: Ticket } | { refusal: Refusal };

/** What the talk needs from the world. */
export interface World {
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  wait: (delayMs: number) => Promise<void>;
}

const ATTEMPT_TIMEOUT_MS = 5_000;
const RETRY_MS = 1_000;
export const ATTEMPTS_MAX = 15;

const ALWAYS_OPEN: Opening = {
  is_open: true,
  why: null,
  next_at: null,
  closes_at: null,
  day_name_vi: "",
  day_name_en: "",
};

export const browser: World = {
  fetch: (url, init) => fetch(url, init),
  wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
};

export function newTap(wish: Wish): Tap {
  return { request_id: newIdempotencyKey(), wish };
}

/** The kiosk's state, or null when the agent does not answer. */
export async function fetchState(world: World = browser): Promise<State | null> {
  const answer = await ask<State>(world, "/api/state");
  return answer && { ...answer, opening: answer.opening ?? ALWAYS_OPEN };
}

/** A number as it stands now, or null when the agent does not answer. */
export async function fetchTicket(requestId: string, world: World = browser): Promise<Ticket | null> {
  const answer = await ask<{ ticket: Ticket }>(world, `/api/taps/${requestId}`);
  return answer && answer.ticket;
}

/** Sends a tap until it is answered; gives up only when the agent stays silent. */
export async function take(tap: Tap, secret: string, world: World = browser): Promise<Outcome> {
  let known = secret;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (attempt > 0) await world.wait(RETRY_MS);
    const outcome = await send(tap, known, world);
    if (outcome && !isForeign(outcome)) return outcome;
    // Another run of the agent has another secret.
    known = (await fetchState(world))?.secret ?? known;
  }
  return { refusal: { code: "unreachable", message: "" } };
}

function isForeign(outcome: Outcome): boolean {
  return "refusal" in outcome && outcome.refusal.code === "page_foreign";
}

async function send(tap: Tap, secret: string, world: World): Promise<Outcome | null> {
  const answer = await ask<{ ticket?: Ticket; error?: Refusal }>(world, "/api/taps", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Motcua-Kiosk": secret },
    body: JSON.stringify({ request_id: tap.request_id, ...tap.wish }),
  });
  if (answer?.ticket) return { ticket: answer.ticket };
  return answer?.error ? { refusal: answer.error } : null;
}

/** The JSON of an answer, refusals included; null for no answer, a late one, or no JSON. */
export async function ask<T>(world: World, path: string, init: RequestInit = {}): Promise<T | null> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ATTEMPT_TIMEOUT_MS);
  try {
    const response = await world.fetch(path, { ...init, cache: "no-store", signal: abort.signal });
    const isRead = init.method === undefined;
    if (isRead && !response.ok) return null;
    return (await response.json()) as T;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
