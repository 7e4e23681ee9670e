// What the holder of a slip is told, and how often the page asks.

import type { SlipRating } from "./rating_page";

export interface Slip {
  site: { name_vi: string; name_en: string };
  label: string;
  state: string;
  service_vi: string;
  service_en: string;
  /** People called before this one, while it waits. */
  ahead: number | null;
  counter: number | null;
  calling: { label: string; counter: number }[];
  /** Null while there is nothing to rate, or no longer. */
  rating: SlipRating | null;
  at: string;
  rev: number;
}

/** `unknown` also stands for a slip of another place or an old one: they look alike. */
export type Answer =
  | { kind: "slip"; slip: Slip }
  | { kind: "unknown" }
  | { kind: "none"; retryAfterS?: number };

export const POLL_MS = 5_000;
export const POLL_FAILED_MAX_MS = 30_000;
export const POLL_ENDED_MS = 60_000;
/** A slip of a kiosk that is cut off is known only when the kiosk is back. */
export const UNKNOWN_POLL_MS = 30_000;
const SPREAD = 0.2;
const SEVERAL_POLLS_MS = 17_000;

const SENTENCES = ["called", "serving", "held", "served", "missed", "cancelled", "lapsed"];
const ENDED = ["served", "cancelled", "lapsed", "retired"];

/** Gives the catalogue key of the sentence for a state that is not waiting. */
export function sentenceKey({ state }: Pick<Slip, "state">): string {
  return `follow.${SENTENCES.includes(state) ? state : "arriving"}`;
}

/** Says whether nobody waits for anything by this slip any more. */
export function isEnded({ state }: Pick<Slip, "state">): boolean {
  return ENDED.includes(state);
}

/** Says whether nothing on the page will change soon: a rating that the pad asks first will. */
function isSettled(slip: Pick<Slip, "state" | "rating">): boolean {
  return isEnded(slip) && slip.rating?.state !== "at_pad";
}

export interface Asked {
  answer: Answer;
  /** Answers missed in a row, this one included. */
  misses: number;
  random: () => number;
}

/** Gives how long to wait before asking again; each phone waits a little differently. */
export function nextPollMs({ answer, misses, random }: Asked): number {
  const spread = 1 - SPREAD + 2 * SPREAD * random();
  return Math.max(Math.round(pollMs(answer, misses) * spread), retryMs(answer));
}

function pollMs(answer: Answer, misses: number): number {
  if (answer.kind === "none") return Math.min(POLL_MS * 2 ** misses, POLL_FAILED_MAX_MS);
  if (answer.kind === "unknown") return UNKNOWN_POLL_MS;
  return isSettled(answer.slip) ? POLL_ENDED_MS : POLL_MS;
}

function retryMs(answer: Answer): number {
  return answer.kind === "none" ? (answer.retryAfterS ?? 0) * 1_000 : 0;
}

/** Says whether an answer of this age may be out of date: several polls were missed. */
export function isStale(ageMs: number, slip: Pick<Slip, "state">): boolean {
  return ageMs > SEVERAL_POLLS_MS + (isEnded(slip) ? POLL_ENDED_MS : 0);
}
