import { beforeEach, describe, expect, test } from "vitest";

import { createApi } from "../../protocol/ui/api";
import { addTexts } from "../../protocol/ui/i18n";
import { Sender, SETTLE_MS, type Order } from "../../queue_server/ui/console/sender";
import en from "../../queue_server/locales/en.po";
import vi from "../../queue_server/locales/vi.po";

addTexts({ vi, en });

type Turn = Response | "lost";

interface Sent {
  method: string;
  path: string;
  key: string;
}

/** A desk whose network answers by a list, and whose clock the test moves. */
class DeskByList {
  sent: Sent[] = [];
  nowMs = 0;
  private keys = 0;
  readonly sender: Sender;

  constructor(private readonly turns: Turn[]) {
    const newKey = () => `key-${(this.keys += 1)}`;
    const wait = () => Promise.resolve();
    const api = createApi("console", { fetch: this.fetch, wait, newKey });
    this.sender = new Sender(api, { newKey, now: () => this.nowMs });
  }

  fetch = (url: string, { method = "GET", headers }: RequestInit): Promise<Response> => {
    const key = (headers as Record<string, string>)["Idempotency-Key"] ?? "";
    this.sent.push({ method, path: url.replace("/api/v1", ""), key });
    const turn = this.turns.shift() ?? "lost";
    return turn === "lost" ? Promise.reject(new TypeError("network")) : Promise.resolve(turn);
  };
}

const taken: number[] = [];

beforeEach(() => taken.splice(0));

function ok(seq: number): Response {
  return new Response(JSON.stringify({ seq }), { headers: { "Content-Type": "application/json" } });
}

function refused(code: string, status = 409): Response {
  const error = { code, message: "Quầy 3 đang có số B012.", fields: { counter: 3 }, retry_after_s: null };
  return new Response(JSON.stringify({ error }), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}

function order(name: string, ...paths: string[]): Order {
  const take = ({ seq }: { seq: number }) => void taken.push(seq);
  return { name, steps: paths.map((path) => ({ method: "post", path, take })) };
}

describe("a press", () => {
  test("is sent once and its answer is taken", async () => {
    const desk = new DeskByList([ok(7)]);
    expect(await desk.sender.tap(order("call", "/counters/3/calls"))).toBe(true);
    expect(desk.sent).toEqual([{ method: "POST", path: "/counters/3/calls", key: "key-1" }]);
    expect([taken, desk.sender.notice.value]).toEqual([[7], null]);
  });

  test("while another is on its way does nothing", async () => {
    const desk = new DeskByList([ok(7), ok(8)]);
    const first = desk.sender.tap(order("call", "/counters/3/calls"));
    expect(await desk.sender.tap(order("recall", "/tickets/a/recalls"))).toBe(false);
    await first;
    expect(desk.sent.map(({ path }) => path)).toEqual(["/counters/3/calls"]);
  });

  test("right after an answer does nothing, so a double click is one click", async () => {
    const desk = new DeskByList([ok(7), ok(8)]);
    await desk.sender.tap(order("call", "/counters/3/calls"));
    desk.nowMs += SETTLE_MS - 1;
    expect(await desk.sender.tap(order("start", "/tickets/a/servings"))).toBe(false);
    desk.nowMs += 1;
    expect(await desk.sender.tap(order("start", "/tickets/a/servings"))).toBe(true);
    expect(desk.sent.map(({ key }) => key)).toEqual(["key-1", "key-3"]);
  });

  test("that was asked about and confirmed is never dropped", async () => {
    const desk = new DeskByList([ok(7), ok(8)]);
    await desk.sender.tap(order("absence", "/tickets/a/absences"));
    expect(await desk.sender.press(order("cancel", "/tickets/b/cancellation"))).toBe(true);
    expect(taken).toEqual([7, 8]);
  });

  test("of two steps sends each with a key of its own, in order", async () => {
    const desk = new DeskByList([ok(7), ok(8)]);
    await desk.sender.tap(order("finish_call", "/servings/a/outcome", "/counters/3/calls"));
    expect(desk.sent.map(({ path, key }) => [path, key])).toEqual([
      ["/servings/a/outcome", "key-1"],
      ["/counters/3/calls", "key-2"],
    ]);
    expect(taken).toEqual([7, 8]);
  });
});

describe("a refusal", () => {
  test("is said in the server's sentence and ends the order", async () => {
    const desk = new DeskByList([refused("counter_busy")]);
    expect(await desk.sender.tap(order("finish_call", "/servings/a/outcome", "/counters/3/calls"))).toBe(false);
    expect(desk.sent.length).toBe(1);
    expect(desk.sender.notice.value?.tone).toBe("bad");
    expect(desk.sender.notice.value?.say()).toBe("Quầy 3 đang có số B012.");
  });

  test("is not sent again by pressing again: the next press is a new order", async () => {
    const desk = new DeskByList([refused("counter_busy"), ok(8)]);
    await desk.sender.tap(order("call", "/counters/3/calls"));
    desk.nowMs += SETTLE_MS;
    await desk.sender.tap(order("call", "/counters/3/calls"));
    expect(desk.sent.map(({ key }) => key)).toEqual(["key-1", "key-2"]);
  });

  test("of the credential says that nobody is signed in", async () => {
    const desk = new DeskByList([refused("not_signed_in", 401)]);
    await desk.sender.tap(order("call", "/counters/3/calls"));
    expect(desk.sender.signedOut.value).toBe(true);
  });
});

describe("no answer", () => {
  test("is tried three times with one key, then said as it is", async () => {
    const desk = new DeskByList(["lost", "lost", "lost"]);
    expect(await desk.sender.tap(order("call", "/counters/3/calls"))).toBe(false);
    expect(desk.sent.map(({ key }) => key)).toEqual(["key-1", "key-1", "key-1"]);
    expect(desk.sender.notice.value?.tone).toBe("unsent");
    expect(desk.sender.notice.value?.say()).toContain("“Gọi số tiếp theo”");
  });

  test("pressing the same again goes on with the same key", async () => {
    const desk = new DeskByList(["lost", "lost", "lost", ok(7)]);
    await desk.sender.tap(order("call", "/counters/3/calls"));
    desk.nowMs += SETTLE_MS;
    expect(await desk.sender.tap(order("call", "/counters/3/calls"))).toBe(true);
    expect(new Set(desk.sent.map(({ key }) => key))).toEqual(new Set(["key-1"]));
    expect(desk.sender.notice.value).toBeNull();
  });

  test("`try again` goes on where the order stopped", async () => {
    const desk = new DeskByList([ok(7), "lost", "lost", "lost", ok(8)]);
    await desk.sender.tap(order("finish_call", "/servings/a/outcome", "/counters/3/calls"));
    expect(await desk.sender.pressAgain()).toBe(true);
    expect(desk.sent.map(({ path, key }) => `${path} ${key}`)).toEqual([
      "/servings/a/outcome key-1",
      ...Array(4).fill("/counters/3/calls key-2"),
    ]);
    expect(taken).toEqual([7, 8]);
  });

  test("another order gives the first one up", async () => {
    const desk = new DeskByList(["lost", "lost", "lost", ok(7), ok(8)]);
    await desk.sender.tap(order("call", "/counters/3/calls"));
    desk.nowMs += SETTLE_MS;
    await desk.sender.tap(order("issue", "/tickets"));
    expect(await desk.sender.pressAgain()).toBe(false);
    expect(desk.sent[3]).toEqual({ method: "POST", path: "/tickets", key: "key-2" });
  });

  test("is of the past once the counter is seen to have moved on", async () => {
    const desk = new DeskByList(["lost", "lost", "lost"]);
    await desk.sender.tap(order("call", "/counters/3/calls"));
    desk.sender.moveOn();
    expect(desk.sender.notice.value).toBeNull();
    expect(await desk.sender.pressAgain()).toBe(false);
  });

  test("a server too busy to write is asked again with the same key", async () => {
    const desk = new DeskByList([refused("store_busy", 503), ok(7)]);
    await desk.sender.tap(order("call", "/counters/3/calls"));
    expect(await desk.sender.pressAgain()).toBe(true);
    expect(desk.sent.map(({ key }) => key)).toEqual(["key-1", "key-1"]);
  });
});
