// Which counters the hall shows when there are more than it has room for.

import type { BoardCounter } from "./views";

export const COUNTERS_ON_SCREEN = 20;

/** By number; where there are too many, the closed ones are left out first. */
export function countersOnScreen(counters: readonly BoardCounter[]): BoardCounter[] {
  const byNumber = [...counters].sort((one, other) => one.number - other.number);
  if (byNumber.length <= COUNTERS_ON_SCREEN) return byNumber;
  return byNumber.filter(({ state }) => state !== "closed").slice(0, COUNTERS_ON_SCREEN);
}
