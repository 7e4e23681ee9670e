import { describe, expect, test } from "vitest";

import { CallQueue, OLD_AFTER_MS, SHORT_FROM, WAITING_MAX } from "../../display/ui/speech/queue";
import { roundsOf, stepsOf, wordsOf, type Tables } from "../../display/ui/speech/tables";
import type { Board, BoardCall } from "../../display/ui/views";
import built from "../../display/voices/tables.json";

// As the build wrote them from display/announcements.py.
const TABLES: Tables = built;

const said = (label: string, counter: number, lang = "vi", link = "linh") =>
  wordsOf(TABLES, stepsOf(TABLES, lang, { label, counter, link }));

describe("what is played for a call", () => {
  test.each([
    ["B012", 3, "Xin mời số, bê, không, một, hai, đến quầy số, ba"],
    ["H1234", 15, "Xin mời số, hát, một, hai, ba, bốn, đến quầy số, mười, lăm"],
    ["B2-017", 21, "Xin mời số, bê, hai, gạch, không, một, bảy, đến quầy số, hai, mươi, mốt"],
    ["TN-K005", 24, "Xin mời số, thử nghiệm, ca, không, không, năm, đến quầy số, hai, mươi, tư"],
    ["TN-M12-108", 105, "Xin mời số, thử nghiệm, em mờ, một, hai, gạch, một, không, tám, đến quầy số, một, trăm, linh, năm"],
  ])("%s to counter %i", (label, counter, words) => {
    expect(said(label, counter)).toBe(words);
  });

  test("in English", () => {
    expect(said("B2-017", 121, "en")).toBe(
      "Number, B, two, dash, zero, one, seven, please go to counter, one, hundred, and, twenty, one",
    );
  });

  test("a hall may say lẻ", () => {
    expect(said("B001", 105, "vi", "le")).toContain("một, trăm, lẻ, năm");
  });

  test("every number of every series, sign by sign and in order", () => {
    const digits = "không một hai ba bốn năm sáu bảy tám chín".split(" ");
    for (const letter of "BCFGHKLMNPRSTVXZ") {
      const name = TABLES.langs.vi!.words[`letter_${letter.toLowerCase()}`];
      for (let ordinal = 0; ordinal < 1000; ordinal += 1) {
        const written = String(ordinal).padStart(3, "0");
        const signs = [...written].map((digit) => digits[Number(digit)]);
        expect(said(letter + written, 1)).toBe(`Xin mời số, ${name}, ${signs.join(", ")}, đến quầy số, một`);
      }
    }
  });

  test("counters 1 to 199 are heard as themselves", () => {
    const value: Record<string, number> = { một: 1, mốt: 1, hai: 2, ba: 3, bốn: 4, tư: 4, năm: 5, lăm: 5 };
    Object.assign(value, { sáu: 6, bảy: 7, tám: 8, chín: 9 });
    for (let counter = 1; counter < 200; counter += 1) {
      const words = said("B001", counter).split("đến quầy số, ")[1]!.split(", ");
      let hundreds = 0;
      let heard = 0;
      for (const word of words) {
        if (word === "trăm") [hundreds, heard] = [heard * 100, 0];
        else if (word === "mươi") heard *= 10;
        else if (word === "mười") heard = 10;
        else if (word !== "linh") heard += value[word]!;
      }
      expect(hundreds + heard).toBe(counter);
    }
  });

  test("parts of the sentence are further apart than signs", () => {
    const steps = stepsOf(TABLES, "vi", { label: "B01", counter: 21, link: "linh" });
    const { sign, part, number } = TABLES.gaps_s;
    expect(steps.map(({ gapS }) => gapS)).toEqual([part, sign, sign, part, part, number, number, part]);
    expect(number).toBeLessThan(sign);
    expect(sign).toBeLessThan(part);
  });

  test("twice, then in English; once when many wait", () => {
    expect(roundsOf(["vi", "en"], 2, false)).toEqual(["vi", "vi", "en"]);
    expect(roundsOf(["vi", "en"], 2, true)).toEqual(["vi"]);
    expect(roundsOf([], 2, false)).toEqual([]);
  });
});

const NOW = Date.parse("2026-11-23T01:32:07.000Z");

function call(seq: number, rest: Partial<BoardCall> = {}): BoardCall {
  const label = `B${String(seq).padStart(3, "0")}`;
  return { seq, label, counter: seq, call: 1, at: new Date(NOW).toISOString(), state: "called", announced: false, ...rest };
}

/** A board of these calls, newest first; whatever is called stands at its counter. */
function board(calls: BoardCall[], atCounters = calls): Board {
  const counters = atCounters.map(({ counter, label, state }) => ({
    number: counter,
    state: "open" as const,
    label: state === "called" ? label : null,
    phase: state === "called" ? ("called" as const) : null,
  }));
  const site = { code: "00160", name_vi: "", name_en: "" };
  return { site, day: "2026-11-23", calls: [...calls].sort((a, b) => b.seq - a.seq).slice(0, 8), counters, fields: [], ticker: null, urgent: null, media: [] };
}

function drain(queue: CallQueue): number[] {
  const seqs: number[] = [];
  for (let next = queue.next(); next; next = queue.next()) seqs.push(next.seq);
  return seqs;
}

describe("which call is spoken", () => {
  test("oldest first, each once, however often it is seen", () => {
    const queue = new CallQueue();
    expect(queue.take(board([call(2), call(1)]), NOW)).toEqual([]);
    queue.take(board([call(3), call(2), call(1)]), NOW);
    expect(drain(queue)).toEqual([1, 2, 3]);
    queue.take(board([call(3), call(2), call(1)]), NOW);
    expect(drain(queue)).toEqual([]);
  });

  test("calling again is spoken again, and the earlier call no more", () => {
    const queue = new CallQueue();
    queue.take(board([call(1)]), NOW);
    const again = call(5, { label: "B001", counter: 1, call: 2 });
    expect(queue.take(board([again]), NOW)).toEqual([{ call: call(1), why: "recalled" }]);
    expect(drain(queue)).toEqual([5]);
  });

  test("what is no longer called is dropped, and said why", () => {
    const queue = new CallQueue();
    queue.take(board([call(1), call(2)]), NOW);
    const dropped = queue.take(board([call(1, { state: "serving" }), call(2)]), NOW);
    expect(dropped).toEqual([{ call: call(1), why: "not_called" }]);
    expect(drain(queue)).toEqual([2]);
  });

  test("what was served before it was seen is dropped too", () => {
    const missed = call(1, { state: "missed" });
    expect(new CallQueue().take(board([missed]), NOW)).toEqual([{ call: missed, why: "not_called" }]);
  });

  test("a screen that begins shows old calls and does not speak them", () => {
    const queue = new CallQueue();
    const dropped = queue.take(board([call(1)]), NOW + OLD_AFTER_MS + 1);
    expect(dropped).toEqual([{ call: call(1), why: "old" }]);
    expect(drain(queue)).toEqual([]);
  });

  test("a call seen in time waits for its turn", () => {
    const queue = new CallQueue();
    queue.take(board([call(1)]), NOW + OLD_AFTER_MS);
    queue.take(board([call(1)]), NOW + 60_000);
    expect(drain(queue)).toEqual([1]);
  });

  test("a call pushed off the board is still at its counter", () => {
    const queue = new CallQueue();
    const calls = Array.from({ length: 12 }, (_, place) => call(place + 1));
    queue.take(board(calls.slice(0, 8)), NOW);
    queue.take(board(calls), NOW);
    expect(drain(queue)).toEqual(calls.map(({ seq }) => seq));
  });

  test("what another screen announced is not said again", () => {
    const queue = new CallQueue();
    queue.take(board([call(1), call(2)]), NOW);
    expect(queue.take(board([call(1, { announced: true }), call(2)]), NOW)).toEqual([]);
    expect(drain(queue)).toEqual([2]);
  });

  test("what another screen speaks for waits until it has, or is said here when that falls silent", () => {
    const queue = new CallQueue();
    queue.take(board([call(1), call(2), call(3)]), NOW);
    queue.speakFor([call(2).counter]);
    expect(drain(queue)).toEqual([2]);
    queue.take(board([call(1, { announced: true }), call(3)]), NOW);
    queue.speakFor([call(1).counter, call(2).counter, call(3).counter]);
    expect(drain(queue)).toEqual([3]);
  });

  test("what this screen told before it was loaded anew is not said again", () => {
    const queue = new CallQueue([1]);
    queue.take(board([call(1)]), NOW);
    expect(drain(queue)).toEqual([]);
  });

  test("a second round is said only while the call stands", () => {
    const queue = new CallQueue();
    queue.take(board([call(1)]), NOW);
    const saying = queue.next()!;
    expect(queue.isCalled(saying)).toBe(true);
    queue.take(board([call(1, { state: "serving" })]), NOW);
    expect(queue.isCalled(saying)).toBe(false);
  });

  test("the queue is bounded, and shortens what it says before", () => {
    const queue = new CallQueue();
    const calls = Array.from({ length: WAITING_MAX + 2 }, (_, place) => call(place + 1));
    expect(queue.isCrowded).toBe(false);
    let dropped = 0;
    for (let end = 1; end <= calls.length; end += 1) {
      const seen = queue.take(board(calls.slice(Math.max(0, end - 8), end), calls), NOW);
      dropped += seen.filter(({ why }) => why === "full").length;
      expect(queue.isCrowded).toBe(end >= SHORT_FROM);
    }
    expect(dropped).toBe(2);
    expect(drain(queue)[0]).toBe(3);
  });

  test("a server that began anew uses its numbers for other calls", () => {
    const queue = new CallQueue();
    queue.take(board([call(1)]), NOW);
    queue.forget();
    queue.take(board([call(1, { label: "H007" })]), NOW);
    expect(queue.next()?.label).toBe("H007");
  });
});
