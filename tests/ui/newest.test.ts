import { describe, expect, test } from "vitest";
import { isAhead, newest, placeOf, type Place, type View } from "../../protocol/ui/newest";
import cases from "../protocol/newest.json";

type Keep = typeof newest;
type Sent = { view: View<string> } | { pulse: Place };

const ROUNDS = 300;
const MESSAGES = 60;

/** Gives the same numbers from 0 to 1 for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function viewAt(epoch: string, rev: number): View<string> {
  return { epoch, rev, body: `what ${epoch} saw at ${rev}` };
}

/** A line that loses, repeats and reorders what it carries. */
class BadLine {
  private readonly underway: Sent[] = [];

  constructor(private readonly random: () => number) {}

  send(message: Sent): void {
    if (this.random() < 0.3) return;
    const copies = this.random() < 0.3 ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.underway.splice(Math.floor(this.random() * (this.underway.length + 1)), 0, message);
    }
  }

  arrive(): Sent | undefined {
    return this.random() < 0.6 ? this.underway.shift() : undefined;
  }

  /** A new connection: what was under way on the old one never comes. */
  cut(): void {
    this.underway.length = 0;
  }
}

class Screen {
  held: View<string> | null = null;
  readonly shown: View<string>[] = [];

  constructor(private readonly keep: Keep) {}

  take(message: Sent, answerHello: () => void): void {
    if ("pulse" in message) {
      if (isAhead(message.pulse, this.held)) answerHello();
      return;
    }
    this.held = this.keep(this.held, message.view);
    this.shown.push(this.held);
  }
}

function day(seed: number, keep: Keep): { screen: Screen; site: View<string> } {
  const random = seeded(seed);
  const line = new BadLine(random);
  const screen = new Screen(keep);
  let site = viewAt("first", 1);
  const answerHello = () => line.send({ view: site });
  for (let sent = 0; sent < MESSAGES; sent++) {
    if (random() < 0.02) {
      site = viewAt(`restored ${sent}`, Math.max(1, site.rev - 10));
      line.cut();
    } else if (random() < 0.6) site = viewAt(site.epoch, site.rev + 1);
    line.send(random() < 0.7 ? { view: site } : { pulse: site });
    for (let came = line.arrive(); came; came = line.arrive()) screen.take(came, answerHello);
  }
  line.cut();
  screen.take({ pulse: site }, () => screen.take({ view: site }, answerHello));
  return { screen, site };
}

function goesBack(shown: View<string>[]): boolean {
  return shown.some((view, index) => {
    const before = shown[index - 1];
    return before !== undefined && before.epoch === view.epoch && before.rev > view.rev;
  });
}

describe("newest", () => {
  test("takes the first view whatever it is", () => {
    expect(newest(null, viewAt("a", 0))).toEqual(viewAt("a", 0));
  });

  test("takes the larger rev of one epoch, whichever came last", () => {
    const [older, newer] = [viewAt("a", 4), viewAt("a", 5)];
    expect([newest(older, newer), newest(newer, older)]).toEqual([newer, newer]);
  });

  test("keeps the very same view when it is repeated", () => {
    const held = viewAt("a", 4);
    expect(newest(held, viewAt("a", 4))).toBe(held);
  });

  test("takes a smaller rev of another epoch: the server was restored", () => {
    expect(newest(viewAt("a", 90), viewAt("b", 3))).toEqual(viewAt("b", 3));
  });
});

describe("the cases the server is held to as well", () => {
  for (const { why, held, came, wins } of cases) {
    test(why, () => {
      const before = held && viewAt(held.epoch, held.rev);
      const after = viewAt(came.epoch, came.rev);
      expect(newest(before, after)).toBe(wins ? after : before);
    });
  }
});

describe("isAhead", () => {
  test("a pulse is ahead by a larger rev or another epoch, and not otherwise", () => {
    const held = viewAt("a", 7);
    const ahead = [viewAt("a", 8), viewAt("b", 1), viewAt("a", 7), viewAt("a", 6)];
    expect(ahead.map((place) => isAhead(place, held))).toEqual([true, true, false, false]);
  });

  test("everything is ahead of a screen that has nothing", () => {
    expect(isAhead(viewAt("a", 0), null)).toBe(true);
  });
});

test("hello says nothing known at first, then where the screen is", () => {
  expect(placeOf(null)).toEqual({ epoch: null, rev: null });
  expect(placeOf(viewAt("a", 7))).toEqual({ epoch: "a", rev: 7 });
});

describe("on a line that loses, repeats and reorders", () => {
  const seeds = Array.from({ length: ROUNDS }, (_, round) => 20_261_123 + round);

  test("one pulse is enough to end with the newest view", () => {
    for (const seed of seeds) {
      const { screen, site } = day(seed, newest);
      expect(screen.held, `seed ${seed}`).toEqual(site);
    }
  });

  test("a screen never goes back within an epoch", () => {
    for (const seed of seeds) {
      expect(goesBack(day(seed, newest).screen.shown), `seed ${seed}`).toBe(false);
    }
  });

  test("a screen that shows what came last is caught by these days", () => {
    const careless: Keep = (_, came) => came;
    expect(seeds.some((seed) => goesBack(day(seed, careless).screen.shown))).toBe(true);
  });
});
