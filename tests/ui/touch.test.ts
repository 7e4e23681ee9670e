// What counts as a deliberate touch at the kiosk.

import { expect, test } from "vitest";
import { HELD_MAX_MS, REST_MS, TouchGuard, TURN_MS, type Thing } from "../../kiosk/ui/touch";

const TAKE = { name: "take", isQuick: false };
const BACK = { name: "back", isQuick: false };
const LETTER = { name: "k", isQuick: true };
type Named = Thing & { name: string };

/** A pane that counts what its fingers did. */
class Pane {
  now = 10_000;
  counted: string[] = [];
  readonly guard = new TouchGuard<Named>(
    () => this.now,
    (one, other) => one.name === other.name,
  );

  down(thing: Named | null, finger = 1): void {
    this.guard.down(finger, thing);
  }

  up(thing: Named | null, finger = 1): void {
    const touched = this.guard.up(finger, thing);
    if (touched) this.counted.push(touched.name);
  }

  tap(thing: Named, heldMs = 80): void {
    this.down(thing);
    this.now += heldMs;
    this.up(thing);
  }
}

test("one finger, down and up on one thing, counts once", () => {
  const pane = new Pane();
  pane.tap(TAKE);
  expect(pane.counted).toEqual(["take"]);
});

test("old people hold longer: up to five seconds is one touch, more is none", () => {
  const pane = new Pane();
  pane.tap(TAKE, HELD_MAX_MS);
  expect(pane.counted).toEqual(["take"]);
  pane.now += REST_MS;
  pane.tap(TAKE, HELD_MAX_MS + 1);
  expect(pane.counted).toEqual(["take"]);
});

test("fifty ghost touches a second are one touch at most, however long they go on", () => {
  const pane = new Pane();
  for (let at = 0; at < 500; at += 1) {
    pane.tap(TAKE, 8);
    pane.now += 12;
  }
  expect(pane.counted).toEqual(["take"]);
});

test("what began on the page before does not count on the next", () => {
  const pane = new Pane();
  pane.down(TAKE);
  pane.guard.turned();
  pane.now += TURN_MS + 1;
  pane.up(TAKE);
  expect(pane.counted).toEqual([]);
});

test("a page is deaf for a moment after it turned", () => {
  const pane = new Pane();
  pane.guard.turned();
  pane.now += TURN_MS - 1;
  pane.tap(TAKE);
  pane.now += REST_MS;
  pane.tap(BACK);
  expect(pane.counted).toEqual(["back"]);
});

test("two fingers at once count for nothing", () => {
  const pane = new Pane();
  pane.down(TAKE, 1);
  pane.down(BACK, 2);
  pane.now += 100;
  pane.up(TAKE, 1);
  pane.up(BACK, 2);
  expect(pane.counted).toEqual([]);
});

test("an elbow that lies on the pane does not lock it", () => {
  const pane = new Pane();
  pane.down(null, 7);
  pane.now += HELD_MAX_MS + 1;
  pane.tap(TAKE);
  expect(pane.counted).toEqual(["take"]);
});

test("a finger that slides off takes its touch back", () => {
  const pane = new Pane();
  pane.down(TAKE);
  pane.up(BACK);
  pane.down(TAKE);
  pane.up(null);
  pane.up(TAKE);
  expect(pane.counted).toEqual([]);
});

test("two thumbs may type as fast as they can", () => {
  const pane = new Pane();
  const other = { ...LETTER, name: "s" };
  pane.down(LETTER, 1);
  pane.now += 40;
  pane.down(other, 2);
  pane.now += 40;
  pane.up(LETTER, 1);
  pane.up(other, 2);
  expect(pane.counted).toEqual(["k", "s"]);
});

test("any storm of fingers on one button counts once until the pane has rested", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const pane = new Pane();
    let dice = seed;
    const roll = (sides: number) => (dice = (dice * 48_271) % 2_147_483_647) % sides;
    for (let at = 0; at < 200; at += 1) {
      pane.down(TAKE, roll(4));
      if (roll(3)) pane.up(TAKE, roll(4));
      pane.now += roll(REST_MS);
    }
    expect(pane.counted.length, `seed ${seed}`).toBeLessThanOrEqual(1);
  }
});
