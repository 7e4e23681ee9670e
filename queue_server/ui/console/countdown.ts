// The countdown to a call that comes by itself, as one step a second.

export const AUTO_CALL_S = 5;

/** What stands this second: whether a call may come at all, and whether the counter is free. */
export interface Moment {
  mayCall: boolean;
  isFree: boolean;
}

/** Seconds left, or null while nothing is counted; stopped until the counter's next moment. */
export interface Countdown {
  leftS: number | null;
  isStopped: boolean;
}

export const NOT_COUNTING: Countdown = { leftS: null, isStopped: false };

/** Gives the countdown a second later, and whether it has come to its call. */
export function nextSecond(now: Countdown, { mayCall, isFree }: Moment): Countdown & { calls: boolean } {
  if (!isFree) return { ...NOT_COUNTING, calls: false };
  if (!mayCall || now.isStopped) return { ...now, leftS: null, calls: false };
  const left = (now.leftS ?? AUTO_CALL_S + 1) - 1;
  return left > 0 ? { ...now, leftS: left, calls: false } : { ...now, leftS: null, calls: true };
}

/** Stops it; gives null where nothing was counted. */
export function stopped({ leftS }: Countdown): Countdown | null {
  return leftS === null ? null : { leftS: null, isStopped: true };
}
