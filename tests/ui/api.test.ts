import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import {
  ApiError,
  ATTEMPT_TIMEOUT_MS,
  ATTEMPTS_MAX,
  createApi,
  newIdempotencyKey,
  RETRY_DELAYS_MS,
  type World,
} from "../../protocol/ui/api";
import { addTexts, language } from "../../protocol/ui/i18n";

addTexts({
  vi: { "error.counter_busy": "Quầy {counter} đang phục vụ số {label}." },
  en: { "error.counter_busy": "Counter {counter} is serving {label}." },
});

type Turn = Response | "lost" | "silence";

/** A network that answers by a list, and remembers what was sent and how long was waited. */
class ScriptedLink implements World {
  sent: { url: string; init: RequestInit }[] = [];
  waited: number[] = [];
  private keys = 0;

  constructor(private readonly turns: Turn[]) {}

  fetch = (url: string, init: RequestInit): Promise<Response> => {
    this.sent.push({ url, init });
    const turn = this.turns[this.sent.length - 1] ?? "lost";
    if (turn === "lost") return Promise.reject(new TypeError("network"));
    if (turn !== "silence") return Promise.resolve(turn);
    return new Promise((_, reject) =>
      init.signal?.addEventListener("abort", () => reject(new DOMException("late", "AbortError"))),
    );
  };

  wait = (delayMs: number): Promise<void> => {
    this.waited.push(delayMs);
    return Promise.resolve();
  };

  newKey = (): string => `key-${(this.keys += 1)}`;

  headers(index: number): Record<string, string> {
    return this.sent[index]?.init.headers as Record<string, string>;
  }
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}

function refusal(status: number, code: string, message: string, fields = {}): Response {
  return json(status, { error: { code, message, fields, retry_after_s: null } });
}

async function errorOf(promise: Promise<unknown>): Promise<ApiError> {
  const caught: unknown = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  expect(caught).toBeInstanceOf(ApiError);
  return caught as ApiError;
}

beforeEach(() => {
  language.value = "vi";
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a command", () => {
  test("carries slot, key and body", async () => {
    const link = new ScriptedLink([json(200, { seq: 12 })]);
    const answer = await createApi("console", link).post("/counters/3/calls", { strict: true });
    expect(answer).toEqual({ seq: 12 });
    expect(link.sent[0]?.url).toBe("/api/v1/counters/3/calls");
    expect(link.sent[0]?.init.method).toBe("POST");
    expect(link.sent[0]?.init.body).toBe('{"strict":true}');
    expect(link.headers(0)).toEqual({
      "Motcua-Slot": "console",
      "Content-Type": "application/json",
      "Idempotency-Key": "key-1",
    });
  });

  test("is a new one each time", async () => {
    const link = new ScriptedLink([json(200, {}), json(200, {})]);
    const api = createApi("console", link);
    await api.post("/counters/3/calls");
    await api.post("/counters/3/calls");
    expect([link.headers(0), link.headers(1)].map((sent) => sent["Idempotency-Key"])).toEqual([
      "key-1",
      "key-2",
    ]);
  });

  test("can finish an earlier try with the key of that try", async () => {
    const link = new ScriptedLink([json(200, {})]);
    await createApi("pad-3", link).put("/servings/s/rating", { value: 5 }, { key: "kept" });
    expect(link.headers(0)["Idempotency-Key"]).toBe("kept");
  });

  test("without a body in the answer gives nothing", async () => {
    const link = new ScriptedLink([new Response(null, { status: 204 })]);
    expect(await createApi("console", link).remove("/sessions/current")).toBeUndefined();
  });
});

test("a question carries the slot and no key", async () => {
  const link = new ScriptedLink([json(200, { rev: 7 })]);
  await createApi("hall", link).get("/views/board");
  expect(link.headers(0)).toEqual({ "Motcua-Slot": "hall" });
});

describe("when the network fails", () => {
  test("the same key and body are sent again", async () => {
    const link = new ScriptedLink(["lost", "lost", json(200, { seq: 3 })]);
    expect(await createApi("console", link).post("/tickets", { lang: "vi" })).toEqual({ seq: 3 });
    expect(new Set(link.sent.map((_, index) => link.headers(index)["Idempotency-Key"]))).toEqual(
      new Set(["key-1"]),
    );
    expect(new Set(link.sent.map(({ init }) => init.body))).toEqual(new Set(['{"lang":"vi"}']));
    expect(link.waited).toEqual([...RETRY_DELAYS_MS]);
  });

  test("it is given up after a bounded number of tries, in a citizen's words", async () => {
    const link = new ScriptedLink([]);
    const error = await errorOf(createApi("console", link).post("/tickets"));
    expect(link.sent.length).toBe(ATTEMPTS_MAX);
    expect([error.code, error.status]).toEqual(["unreachable", 0]);
    expect(error.message).toBe("Chưa kết nối được với máy chủ. Xin thử lại sau ít phút.");
  });

  test("a server that says nothing is given a bounded time", async () => {
    vi.useFakeTimers();
    const link = new ScriptedLink(["silence", json(200, { seq: 4 })]);
    const answer = createApi("console", link).post("/tickets");
    await vi.advanceTimersByTimeAsync(ATTEMPT_TIMEOUT_MS);
    expect(await answer).toEqual({ seq: 4 });
  });

  test("a proxy's page is no answer", async () => {
    const page = new Response("<html>Bad Gateway</html>", { status: 502 });
    const link = new ScriptedLink([page, json(200, { seq: 5 })]);
    expect(await createApi("console", link).post("/tickets")).toEqual({ seq: 5 });
  });

  test("an answer that broke off is asked for again", async () => {
    const half = new Response('{"seq": ', { headers: { "Content-Type": "application/json" } });
    const link = new ScriptedLink([half, json(200, { seq: 6 })]);
    expect(await createApi("console", link).post("/tickets")).toEqual({ seq: 6 });
  });
});

describe("a refusal", () => {
  const busy = () =>
    refusal(409, "counter_busy", "Quầy 3 đang phục vụ số B012.", { counter: 3, label: "B012" });

  test("is not tried again and keeps its code, status and values", async () => {
    const link = new ScriptedLink([busy()]);
    const error = await errorOf(createApi("console", link).post("/counters/3/calls"));
    expect(link.sent.length).toBe(1);
    expect([error.code, error.status]).toEqual(["counter_busy", 409]);
    expect(error.fields).toEqual({ counter: 3, label: "B012" });
  });

  test("speaks the language of the screen, also when that changes", async () => {
    const error = await errorOf(createApi("console", new ScriptedLink([busy()])).post("/x"));
    expect(error.message).toBe("Quầy 3 đang phục vụ số B012.");
    language.value = "en";
    expect(error.message).toBe("Counter 3 is serving B012.");
  });

  test("without an English sentence still says something to do", async () => {
    const link = new ScriptedLink([refusal(409, "rare_case", "Trường hợp hiếm.")]);
    const error = await errorOf(createApi("console", link).post("/x"));
    language.value = "en";
    expect(error.message).toMatch(/^The system could not do this yet/);
  });

  test("of a busy server is an answer, with its time to wait", async () => {
    const full = { code: "busy", message: "Xin chờ.", fields: {}, retry_after_s: 2 };
    const link = new ScriptedLink([json(503, { error: full })]);
    const error = await errorOf(createApi("console", link).post("/x"));
    expect([link.sent.length, error.code, error.retryAfterS]).toEqual([1, "busy", 2]);
  });

  test("in a foreign shape never shows a code", async () => {
    const link = new ScriptedLink([new Response("Not Found", { status: 404 })]);
    const error = await errorOf(createApi("console", link).post("/x"));
    expect([error.code, error.status]).toEqual(["unexpected", 404]);
    expect(error.message).toMatch(/^Hệ thống chưa thực hiện được/);
  });
});

test("keys are long, plain and never the same", () => {
  const keys = Array.from({ length: 100 }, newIdempotencyKey);
  expect(new Set(keys).size).toBe(100);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
});
