import { describe, expect, test } from "vitest";
import { callsOnScreen, stateKey } from "../../display/ui/calls";
import { COUNTERS_ON_SCREEN, countersOnScreen } from "../../display/ui/counters";
import { pageOf, type Answer } from "../../display/ui/pad_page";
import { PAST_AFTER_MS, presenceOf, type Heard } from "../../display/ui/presence";
import type { BoardCall, BoardCounter, OpenRating } from "../../display/ui/views";

const PATIENCE_MS = 5_500;

function call(seq: number, label: string, rest: Partial<BoardCall> = {}): BoardCall {
  return { seq, label, counter: 3, call: 1, at: "2026-11-23T01:32:07.000Z", state: "called", announced: false, ...rest };
}

describe("the hall", () => {
  test("shows the newest call and the three before it, whatever order they came in", () => {
    const calls = [call(3, "B003"), call(5, "B005"), call(1, "B001"), call(4, "B004"), call(2, "B002")];
    expect(callsOnScreen(calls).map(({ label }) => label)).toEqual(["B005", "B004", "B003", "B002"]);
  });

  test("shows a number that is called again once, where it is called now", () => {
    const calls = [call(4, "B001", { counter: 5, call: 2 }), call(3, "H001"), call(2, "B001")];
    expect(callsOnScreen(calls)).toEqual([calls[0], calls[1]]);
  });

  test("says how often a number is called, and nothing it does not know", () => {
    const keys = [call(1, "B001"), call(1, "B001", { call: 2 }), call(1, "B001", { state: "lapsed" })].map(stateKey);
    expect(keys).toEqual(["hall.state.called", "hall.state.recalled", "hall.state.ended"]);
  });

  test("leaves out closed counters when there is no room for all", () => {
    const state = (number: number): BoardCounter["state"] => (number % 2 ? "open" : "closed");
    const hall = (size: number) =>
      Array.from({ length: size }, (_, index) => index + 1)
        .reverse()
        .map((number) => ({ number, state: state(number), label: null, phase: null }));
    const shown = (size: number) => countersOnScreen(hall(size)).map(({ number }) => number);
    expect(shown(COUNTERS_ON_SCREEN)).toHaveLength(COUNTERS_ON_SCREEN);
    expect(shown(COUNTERS_ON_SCREEN + 2)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21]);
  });
});

describe("what a screen may claim", () => {
  const heardAt = 1_000;
  const heard = (state: Heard["freshness"]["state"], nowMs: number, refused = false): Heard => ({
    freshness: { state, at: 0, heardAt: state === "never" ? null : heardAt },
    refused,
    nowMs,
    begunMs: 0,
  });
  const claims = (moment: Heard) => presenceOf(moment, PATIENCE_MS);

  test("a first view may take a few seconds, then the screen says it cannot reach the server", () => {
    expect([claims(heard("never", 5_499)), claims(heard("never", 5_500))]).toEqual(["loading", "unreachable"]);
  });

  test("a call is told as past half a minute after the server was last heard", () => {
    const stale = heard("stale", heardAt + PAST_AFTER_MS - 1);
    const past = heard("stale", heardAt + PAST_AFTER_MS);
    expect([claims(heard("live", heardAt)), claims(stale), claims(past)]).toEqual(["live", "stale", "past"]);
  });

  test("a withdrawn credential hides everything, however fresh", () => {
    expect(claims(heard("live", heardAt, true))).toBe("unpaired");
  });
});

describe("the pad", () => {
  const nowMs = Date.parse("2026-11-23T02:00:00Z");
  const rating: OpenRating = {
    serving: "first",
    opened_at: "2026-11-23T01:59:30Z",
    until: "2026-11-23T02:02:30Z",
  };
  const page = (open: OpenRating | null, answer: Answer | null = null, atMs = nowMs, isPast = false) =>
    pageOf({ rating: open, answer, isServing: false, nowMs: atMs, isPast });

  test("asks when a rating is opened, and sleeps otherwise", () => {
    expect([page(null), page(rating)]).toEqual(["asleep", "question"]);
  });

  test("closes at the time the rating closes", () => {
    const until = Date.parse(rating.until);
    expect([page(rating, null, until - 1), page(rating, null, until)]).toEqual(["question", "asleep"]);
  });

  test("shows what became of an answer although the server has closed the rating", () => {
    const stages = (["sending", "thanks", "refused"] as const).map((stage) => page(null, { serving: "first", stage }));
    expect(stages).toEqual(["sending", "thanks", "refused"]);
  });

  test("asks why until the counter serves the next citizen", () => {
    const why = { serving: "first", stage: "why" } as const;
    const at = (isServing: boolean) => pageOf({ rating: null, answer: why, isServing, nowMs, isPast: false });
    expect([at(false), at(true)]).toEqual(["why", "asleep"]);
  });

  test("does not ask twice about one serving: after an answer or a skip it sleeps", () => {
    expect(page(rating, { serving: "first", stage: "over" })).toBe("asleep");
  });

  test("asks the next citizen at once, even while it thanks the one before", () => {
    const next = { ...rating, serving: "second" };
    expect(page(next, { serving: "first", stage: "thanks" })).toBe("question");
  });

  test("asks nothing while it cannot know whether the next serving has begun", () => {
    expect(page(rating, null, nowMs, true)).toBe("asleep");
  });
});
