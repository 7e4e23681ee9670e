import { expect, test } from "vitest";
import { formatTimeToSecond } from "../../protocol/ui/format";
import { answered, ratingPageOf, type Scale, type SlipRating } from "../../queue_server/ui/follow/rating_page";
import {
  isStale,
  nextPollMs,
  POLL_ENDED_MS,
  POLL_FAILED_MAX_MS,
  POLL_MS,
  sentenceKey,
  UNKNOWN_POLL_MS,
  type Answer,
  type Slip,
} from "../../queue_server/ui/follow/slip";

const middle = () => 0.5;

function slip(state: string): Slip {
  const site = { name_vi: "Phường Nghĩa Đô", name_en: "Nghĩa Đô Ward" };
  const service = { service_vi: "Chứng thực", service_en: "Certification" };
  return { site, label: "B047", state, ...service, ahead: 5, counter: null, calling: [], rating: null, at: "", rev: 1 };
}

function after(answer: Answer, misses = 0, random = middle): number {
  return nextPollMs({ answer, misses, random });
}

test("asks every five seconds while the citizen waits, and rarely when all is over", () => {
  const polls = ["waiting", "called", "served", "lapsed"].map((state) => after({ kind: "slip", slip: slip(state) }));
  expect(polls).toEqual([POLL_MS, POLL_MS, POLL_ENDED_MS, POLL_ENDED_MS]);
});

test("asks more rarely the longer there is no answer, within a bound", () => {
  const polls = [1, 2, 3, 50].map((misses) => after({ kind: "none" }, misses));
  expect(polls).toEqual([10_000, 20_000, POLL_FAILED_MAX_MS, POLL_FAILED_MAX_MS]);
});

test("waits as long as the server asks for", () => {
  expect(after({ kind: "none", retryAfterS: 90 }, 1)).toBe(90_000);
});

test("goes on asking for a slip the server does not know yet", () => {
  expect(after({ kind: "unknown" })).toBe(UNKNOWN_POLL_MS);
});

test("phones that were told at once do not ask again at once", () => {
  const answer: Answer = { kind: "slip", slip: slip("waiting") };
  expect([after(answer, 0, () => 0), after(answer, 0, () => 1)]).toEqual([4_000, 6_000]);
});

test("every state has its sentence, and a state of a later release says to wait", () => {
  const states = ["called", "serving", "held", "served", "missed", "cancelled", "lapsed", "offered", "dreaming"];
  expect(states.map((state) => sentenceKey({ state }))).toEqual([
    "follow.called",
    "follow.serving",
    "follow.held",
    "follow.served",
    "follow.missed",
    "follow.cancelled",
    "follow.lapsed",
    "follow.arriving",
    "follow.arriving",
  ]);
});

test("an answer is stale after three missed polls, a closed slip only after its own", () => {
  expect([isStale(16_000, slip("waiting")), isStale(18_000, slip("waiting"))]).toEqual([false, true]);
  expect([isStale(70_000, slip("served")), isStale(78_000, slip("served"))]).toEqual([false, true]);
});

test("freshness is told to the second", () => {
  expect(formatTimeToSecond("2026-11-23T02:01:40.900Z")).toBe("09:01:40");
});

const faces: Scale = {
  version: "three-1",
  answers: [{ value: 1, text_vi: "Không hài lòng", text_en: "Dissatisfied", asks_reason: true }],
  reasons: [{ code: "wait", text_vi: "Phải chờ lâu", text_en: "The wait was long" }],
};

test("a rating that the pad asks first is asked about soon", () => {
  const served = { ...slip("served"), rating: { state: "at_pad", scale: null } as SlipRating };
  expect(after({ kind: "slip", slip: served })).toBe(POLL_MS);
});

test("the server says what may be rated, and a tap on the page goes before it", () => {
  const said: (SlipRating | null)[] = [
    null,
    { state: "at_pad", scale: null },
    { state: "open", scale: faces },
    { state: "given", scale: null },
  ];
  expect(said.map((rating) => ratingPageOf(rating, null))).toEqual(["none", "at_pad", "question", "thanks"]);
  expect(said.map((rating) => ratingPageOf(rating, { stage: "why", scale: faces }))).toEqual(Array(4).fill("why"));
});

test("a bad answer that was taken is asked why, a good one thanked, any other told why not", () => {
  expect(answered(200, undefined, faces)).toEqual({ stage: "why", scale: faces });
  expect(answered(200, undefined, null)).toEqual({ stage: "thanks" });
  expect(answered(200, undefined, { ...faces, reasons: [] })).toEqual({ stage: "thanks" });
  expect(answered(409, "rating_taken", faces)).toEqual({ stage: "refused", code: "rating_taken" });
  expect(answered(0, undefined, faces)).toEqual({ stage: "refused", code: undefined });
});
