import { expect, test } from "vitest";
import { ATTEMPTS_MAX, newTap, take, type Wish, type World } from "../../kiosk/ui/agent";
import { IdleWatch } from "../../kiosk/ui/idle";
import { inPairs, pageStarts } from "../../kiosk/ui/paging";

const WISH: Wish = { service: "HT01", class: "ordinary", group: null, lang: "vi" };
const ROOM = { whole: 100, turning: 80, gap: 10, rowsMax: 6 };

/** An agent that answers as it is told, one answer after the other; then it is silent. */
class ToldAgent {
  readonly sent: { path: string; body: unknown; secret: string | null }[] = [];
  waited = 0;

  constructor(private readonly answers: (Response | null)[]) {}

  get world(): World {
    return {
      fetch: async (path, init = {}) => {
        const secret = new Headers(init.headers).get("Motcua-Kiosk");
        this.sent.push({ path, body: init.body ? JSON.parse(String(init.body)) : null, secret });
        const answer = path === "/api/state" ? json(200, { secret: "new" }) : this.answers.shift();
        if (!answer) throw new TypeError("no answer");
        return answer;
      },
      wait: async (delayMs) => {
        this.waited += delayMs;
      },
    };
  }

  get taps() {
    return this.sent.filter(({ path }) => path === "/api/taps");
  }
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

const GIVEN = { ticket: { request_id: "…", label: "H001" } };
const FOREIGN = { error: { code: "page_foreign", message: "…" } };
const CLOSED = { error: { code: "day_closed", message: "Hôm nay đã ngừng cấp số." } };

test("a touch is sent again with the same request id until it is answered", async () => {
  const agent = new ToldAgent([null, new Response("<html>", { status: 502 }), json(201, GIVEN)]);
  const tap = newTap(WISH);
  expect(await take(tap, "old", agent.world)).toEqual(GIVEN);
  expect(agent.taps.map(({ body }) => body)).toEqual(
    Array(3).fill({ request_id: tap.request_id, ...WISH }),
  );
});

test("another run of the agent is asked with its own secret", async () => {
  const agent = new ToldAgent([json(403, FOREIGN), json(201, GIVEN)]);
  await take(newTap(WISH), "old", agent.world);
  expect(agent.taps.map(({ secret }) => secret)).toEqual(["old", "new"]);
});

test("a refusal is an answer and is not asked again", async () => {
  const agent = new ToldAgent([json(409, CLOSED), json(201, GIVEN)]);
  expect(await take(newTap(WISH), "old", agent.world)).toEqual({ refusal: CLOSED.error });
  expect(agent.taps).toHaveLength(1);
});

test("an agent that stays silent is given up after a bounded time", async () => {
  const agent = new ToldAgent([]);
  const outcome = await take(newTap(WISH), "old", agent.world);
  expect(outcome).toEqual({ refusal: { code: "unreachable", message: "" } });
  expect(agent.taps).toHaveLength(ATTEMPTS_MAX);
});

test("two touches have two request ids", () => {
  expect(newTap(WISH).request_id).not.toBe(newTap(WISH).request_id);
});

test("what fits stands on one page", () => {
  expect(pageStarts([40, 50], ROOM)).toEqual([0]);
  expect(pageStarts([], ROOM)).toEqual([]);
});

test("with a way to turn there is less room", () => {
  expect(pageStarts([40, 50, 30, 40], ROOM)).toEqual([0, 1, 2]);
});

test("a row higher than the room has a page of its own", () => {
  expect(pageStarts([30, 300, 30], ROOM)).toEqual([0, 1, 2]);
});

test("nobody is shown more answers at once than can be read", () => {
  expect(pageStarts(Array(13).fill(1), { ...ROOM, gap: 0 })).toEqual([0, 6, 12]);
});

test("pages hold every row once, in order, whatever their heights", () => {
  for (let seed = 1; seed < 200; seed += 1) {
    const heights = Array.from({ length: seed % 23 }, (_, at) => ((seed * (at + 7) * 37) % 90) + 1);
    const starts = pageStarts(heights, ROOM);
    expect(starts[0] ?? 0).toBe(0);
    expect([...starts].sort((a, b) => a - b)).toEqual(starts);
    expect(new Set(starts).size).toBe(starts.length);
    expect(Math.max(0, ...starts)).toBeLessThan(Math.max(1, heights.length));
  }
});

test("fields stand in pairs", () => {
  expect(inPairs([1, 2, 3])).toEqual([[1, 2], [3]]);
});

test("an untouched page asks, then goes; a touch in between means yes", () => {
  let now = 0;
  const watch = new IdleWatch(() => now);
  const patience = { idleMs: 40_000, warningMs: 20_000 };
  const states = [39_999, 40_000, 59_999, 60_000].map((at) => {
    now = at;
    return watch.look(patience).state;
  });
  expect(states).toEqual(["present", "asking", "asking", "gone"]);
  watch.touch();
  expect(watch.look(patience)).toEqual({ state: "present" });
});

test("between tap and slip nobody is asked, and the time begins anew after it", () => {
  let now = 0;
  const watch = new IdleWatch(() => now);
  now = 500_000;
  expect(watch.look(null)).toEqual({ state: "present" });
  now = 539_000;
  expect(watch.look({ idleMs: 40_000, warningMs: 20_000 })).toEqual({ state: "present" });
});
