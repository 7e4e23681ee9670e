import { expect, test } from "vitest";

import {
  AUTO_CALL_S,
  nextSecond,
  NOT_COUNTING,
  stopped,
  type Countdown,
  type Moment,
} from "../../queue_server/ui/console/countdown";

const READY: Moment = { mayCall: true, isFree: true };
const NOBODY: Moment = { mayCall: false, isFree: true };
const BUSY: Moment = { mayCall: false, isFree: false };

/** What is shown each second, with `!` where the call comes. */
function seconds(moments: Moment[], from: Countdown = NOT_COUNTING): string {
  let now = from;
  return moments
    .map((moment) => {
      const { calls, ...next } = nextSecond(now, moment);
      now = next;
      return calls ? "!" : (next.leftS ?? "-");
    })
    .join("");
}

function times(count: number, moment: Moment): Moment[] {
  return Array<Moment>(count).fill(moment);
}

test("counts down while the counter is free with somebody waiting, and calls once", () => {
  expect(seconds([...times(AUTO_CALL_S + 1, READY), BUSY, BUSY])).toBe("54321!--");
});

test("begins anew when somebody else called the last who waited, or a question stood open", () => {
  expect(seconds([READY, READY, NOBODY, READY, READY])).toBe("54-54");
});

test("stopped, it stays so until the counter's next moment", () => {
  const after = stopped({ leftS: 3, isStopped: false });
  expect(after).toEqual({ leftS: null, isStopped: true });
  expect(seconds([...times(9, READY), BUSY, READY], after!)).toBe("----------5");
});

test("nothing is stopped where nothing is counted", () => {
  expect(stopped(NOT_COUNTING)).toBeNull();
});
