// Which calls the hall shows, and in what words.

import type { BoardCall } from "./views";

/** The newest and the three before it. */
export const CALLS_ON_SCREEN = 4;
const STATES = ["called", "serving", "held", "waiting", "served", "missed"];

/** Newest first, each number once: calling again replaces the earlier call. */
export function callsOnScreen(calls: readonly BoardCall[]): BoardCall[] {
  const newestFirst = [...calls].sort((one, other) => other.seq - one.seq);
  const isFirstOfLabel = (call: BoardCall, index: number) =>
    newestFirst.findIndex((other) => other.label === call.label) === index;
  return newestFirst.filter(isFirstOfLabel).slice(0, CALLS_ON_SCREEN);
}

/** Gives the catalogue key of what became of a call. */
export function stateKey({ state, call }: Pick<BoardCall, "state" | "call">): string {
  if (state === "called" && call > 1) return "hall.state.recalled";
  return `hall.state.${STATES.includes(state) ? state : "ended"}`;
}
