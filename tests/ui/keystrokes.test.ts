import { beforeEach, describe, expect, test } from "vitest";

import { ALONE_AFTER_MS, BURST_GAP_MS, Keystrokes, SCAN_MAX } from "../../queue_server/ui/console/keystrokes";

/** Hands whose clock is moved by the test. */
class Hands {
  nowMs = 0;
  keys: string[] = [];
  scans: string[] = [];
  private waiting: { atMs: number; run: () => void }[] = [];
  readonly strokes = new Keystrokes({
    onKey: (key) => this.keys.push(key),
    onScan: (text) => this.scans.push(text),
    later: (delayMs, run) => {
      const entry = { atMs: this.nowMs + delayMs, run };
      this.waiting.push(entry);
      return () => (this.waiting = this.waiting.filter((other) => other !== entry));
    },
  });

  pass(lengthMs: number): void {
    this.nowMs += lengthMs;
    const due = this.waiting.filter(({ atMs }) => atMs <= this.nowMs);
    this.waiting = this.waiting.filter(({ atMs }) => atMs > this.nowMs);
    for (const { run } of due) run();
  }

  /** Types with so many milliseconds before each key. */
  type(text: string, gapMs: number): void {
    for (const key of text) {
      this.pass(gapMs);
      this.strokes.type(key, this.nowMs);
    }
  }
}

let hands: Hands;

beforeEach(() => {
  hands = new Hands();
});

describe("a finger", () => {
  test("one key is a shortcut, a moment later, in small letters", () => {
    hands.type("R", 0);
    expect(hands.keys).toEqual([]);
    hands.pass(ALONE_AFTER_MS);
    expect(hands.keys).toEqual(["r"]);
  });

  test("keys apart are shortcuts each", () => {
    hands.type("rv", BURST_GAP_MS + 1);
    hands.pass(ALONE_AFTER_MS);
    expect(hands.keys).toEqual(["r", "v"]);
  });

  test("two keys struck together mean nothing", () => {
    hands.type("rv", 5);
    hands.pass(ALONE_AFTER_MS);
    expect([hands.keys, hands.scans]).toEqual([[], []]);
  });

  test("Enter after a lone key is a press, and the key comes first", () => {
    hands.type("2", 0);
    hands.pass(10);
    expect(hands.strokes.enter(hands.nowMs)).toBe(false);
    expect(hands.keys).toEqual(["2"]);
  });

  test("Enter alone is a press", () => {
    expect(hands.strokes.enter(0)).toBe(false);
  });
});

describe("a scanner", () => {
  test("a code with its Enter is one scan, and presses nothing", () => {
    hands.type("H26.12-261123-0001", 8);
    hands.pass(8);
    expect(hands.strokes.enter(hands.nowMs)).toBe(true);
    hands.pass(1_000);
    expect([hands.keys, hands.scans]).toEqual([[], ["H26.12-261123-0001"]]);
  });

  test("a code without Enter is a scan when it has ended", () => {
    hands.type("B2-017", 8);
    hands.pass(ALONE_AFTER_MS);
    expect(hands.scans).toEqual(["B2-017"]);
  });

  test("a person's Enter long after a scan is a press", () => {
    hands.type("B012", 8);
    hands.pass(ALONE_AFTER_MS);
    expect(hands.strokes.enter(hands.nowMs + 500)).toBe(false);
    expect(hands.scans).toEqual(["B012"]);
  });

  test("an endless scan is cut", () => {
    hands.type("x".repeat(SCAN_MAX + 50), 1);
    hands.pass(ALONE_AFTER_MS);
    expect(hands.scans).toEqual(["x".repeat(SCAN_MAX)]);
  });
});
