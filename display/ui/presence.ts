// How far what a screen shows may be trusted as "now".

import type { Freshness } from "../../protocol/ui/follow";

/** After this long without hearing, a call on the screen is told as past. */
export const PAST_AFTER_MS = 30_000;

export type Presence = "loading" | "unreachable" | "unpaired" | "live" | "stale" | "past";

export interface Heard {
  freshness: Freshness;
  refused: boolean;
  /** This page's steady clock, `performance.now()`, now and when it began to follow. */
  nowMs: number;
  begunMs: number;
}

/** Gives what the screen may claim. A withdrawn credential hides everything at once. */
export function presenceOf({ freshness, refused, nowMs, begunMs }: Heard, patienceMs: number): Presence {
  if (refused) return "unpaired";
  if (freshness.state === "never") return nowMs - begunMs < patienceMs ? "loading" : "unreachable";
  if (freshness.state === "live") return "live";
  const ageMs = nowMs - (freshness.heardAt ?? 0);
  return ageMs < PAST_AFTER_MS ? "stale" : "past";
}
