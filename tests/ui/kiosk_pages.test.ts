// What the kiosk's page remembers of a citizen, says aloud, and tells its staff.

import { expect, test } from "vitest";
import { leftOf, sayFacts } from "../../kiosk/ui/answers";
import type { Service, World } from "../../kiosk/ui/agent";
import { Reader, type Line, type Voice } from "../../kiosk/ui/speech";
import { fetchStatus, give, openSession } from "../../kiosk/ui/staff/desk";
import { AGAIN_MS, labelJustGiven } from "../../kiosk/ui/taking";

// --- a second number for the same --------------------------------------------------------------

const GIVEN = [{ service: "HT01", label: "H002", at: 1_000 }];

test("a second number for the same within a minute is asked about, for another thing it is not", () => {
  expect(labelJustGiven(GIVEN, "HT01", 1_000 + AGAIN_MS - 1)).toBe("H002");
  expect(labelJustGiven(GIVEN, "HT01", 1_000 + AGAIN_MS)).toBeNull();
  expect(labelJustGiven(GIVEN, "CT01", 1_001)).toBeNull();
});

// --- numbers left ------------------------------------------------------------------------------

function service(left: number | null, waiting: number | null = 3): Service {
  const names = { code: "HT01", name_vi: "Đăng ký khai sinh", name_en: "Birth", tthc_code: "" };
  return { ...names, waiting, open_counters: 1, left, papers_vi: [], papers_en: [] };
}

test("numbers left of several services are their sum, unless one has no limit", () => {
  expect(leftOf([service(2), service(0)])).toBe(2);
  expect(leftOf([service(0), service(0)])).toBe(0);
  expect(leftOf([service(0), service(null)])).toBeNull();
});

test("what is read out is what stands there: how many wait, or that none are left", () => {
  expect(sayFacts([service(null, 12)])).toBe("kiosk.waiting_many?count=12");
  expect(sayFacts([service(null, 1)])).toBe("kiosk.waiting_one");
  expect(sayFacts([service(0)])).toBe("kiosk.sold_out");
  expect(sayFacts([service(null, null)])).toBe("");
});

// --- reading aloud -----------------------------------------------------------------------------

/** A voice that knows some keys and notes what it said; each sentence may be held. */
class ToldVoice implements Voice {
  said: string[] = [];
  speak: () => Promise<void> = async () => {};

  constructor(private readonly unknown: string[] = []) {}

  fetch = async (lang: string, key: string) =>
    this.unknown.includes(key) ? null : new Blob([`${lang} ${key}`]);

  play = async (sound: Blob) => {
    this.said.push(await sound.text());
    await this.speak();
  };
}

function line(keys: string[], marks: string[] = []): Line {
  return { keys, mark: (isRead) => marks.push(`${keys[0]} ${isRead ? "on" : "off"}`) };
}

test("question and answers are read in their order, each marked while it is read", async () => {
  const voice = new ToldVoice(["field.HT"]);
  const marks: string[] = [];
  const lines = [line(["kiosk.ask_field"], marks), line(["field.HT", "kiosk.waiting_one"], marks)];
  const reader = new Reader(voice);
  await reader.read(lines, "vi");
  expect(voice.said).toEqual(["vi kiosk.ask_field", "vi kiosk.waiting_one"]);
  expect(marks).toEqual(["kiosk.ask_field on", "kiosk.ask_field off", "field.HT on", "field.HT off"]);
  expect(reader.isReading.value).toBe(false);
});

test("a page that turned is not read to its end", async () => {
  const voice = new ToldVoice();
  const marks: string[] = [];
  const reader = new Reader(voice);
  voice.speak = async () => reader.stop();
  await reader.read([line(["kiosk.ask_field"], marks), line(["field.HT"], marks)], "vi");
  expect(voice.said).toEqual(["vi kiosk.ask_field"]);
  expect(marks.at(-1)).toBe("kiosk.ask_field off");
});

// --- the staff's talk with the agent -----------------------------------------------------------

function answering(status: number, body: unknown): { world: World; sent: RequestInit[] } {
  const sent: RequestInit[] = [];
  const world: World = {
    fetch: async (_path, init = {}) => {
      sent.push(init);
      return new Response(JSON.stringify(body), { status });
    },
    wait: async () => {},
  };
  return { world, sent };
}

const OVER = { error: { code: "staff_signed_out", message: "Xin nhập lại mã PIN." } };

test("a refusal of the agent is shown to the staff in its own words", async () => {
  const { world } = answering(401, OVER);
  expect(await fetchStatus("token", "secret", world)).toEqual({ refusal: OVER.error });
  expect(await openSession("000000", "secret", world)).toEqual({ refusal: OVER.error });
});

test("an order carries the page's secret, the staff's token, and the slip it is about", async () => {
  const { world, sent } = answering(200, { done: true });
  const order = await give("drop_held", "job-1", { token: "token", secret: "secret" }, world);
  expect(order).toEqual({ value: { done: true } });
  const headers = new Headers(sent[0]?.headers);
  expect([headers.get("Motcua-Kiosk"), headers.get("Motcua-Staff")]).toEqual(["secret", "token"]);
  expect(JSON.parse(String(sent[0]?.body))).toEqual({ order: "drop_held", job: "job-1" });
});
