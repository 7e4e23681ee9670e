import { describe, expect, test } from "vitest";

import { addTexts } from "../../protocol/ui/i18n";
import en from "../../queue_server/locales/en.po";
import vi from "../../queue_server/locales/vi.po";
import { letterOf, slipIn, targetOf } from "../../queue_server/ui/console/lookup";
import { outcomeOf } from "../../queue_server/ui/console/outcomes";
import { reasonWords } from "../../queue_server/ui/console/reasons";
import { isTold, sentenceOf, type Entry } from "../../queue_server/ui/console/timeline";
import {
  hasComeBack,
  isOwnLabel,
  waitedBeforeCallS,
  waitedMinutes,
  waitingFor,
} from "../../queue_server/ui/console/waiting";
import type { Staff, StaffCounter, StaffService, Ticket, WaitingRow } from "../../queue_server/ui/shapes";

addTexts({ vi, en });

describe("what was typed or scanned", () => {
  test.each([
    ["B012", "/tickets/B012"],
    [" b12 ", "/tickets/B012"],
    ["b2-17", "/tickets/B2-017"],
    ["TN-B2-017", "/tickets/TN-B2-017"],
    ["k1234", "/tickets/K1234"],
    ["TAM-00160-261123-B041", "/dossiers/TAM-00160-261123-B041"],
    ["h26.12-261123-0001", "/dossiers/H26.12-261123-0001"],
    ["H26.12 - 261123 - 0001", "/dossiers/H26.12-261123-0001"],
    [
      "HTTPS://MOTCUA.EXAMPLE/T/0123456789BCFGHJKLMNPQRSTVX",
      "/dossiers/0123456789BCFGHJKLMNPQRSTVX",
    ],
    ["/B012", "/tickets/B012"],
    ["a/b?c", "/dossiers/A%2FB%3FC"],
  ])("%s is looked for at %s", (typed, path) => {
    expect(targetOf(typed)).toBe(path);
  });

  test.each([
    ["b2-17", "B2-017", "B"],
    ["B012", "B012", "B"],
    ["tam-00160-261123-h114-017", "TAM-00160-261123-H114-017", "H"],
    [
      "https://motcua.example/T/0123456789BCFGHJKLMNPQRSTVX",
      "https://motcua.example/T/0123456789BCFGHJKLMNPQRSTVX",
      null,
    ],
    ["H26.12-261123-0001", null, null],
    ["Nguyễn", null, null],
  ])("%s may be the slip %s of the letter %s", (typed, slip, letter) => {
    expect(slipIn(typed)).toBe(slip);
    expect(slip && letterOf(slip)).toBe(letter);
  });

  test("nothing is nothing to look for", () => {
    expect([targetOf(""), targetOf("   ")]).toEqual([null, null]);
  });
});

describe("who waits for a counter", () => {
  test("stands in the order of the stamp, ties by id, other services left out", () => {
    const staff = hall([
      row("a", "HT01", "2026-11-23T01:30:00Z"),
      row("c", "BT01", "2026-11-23T01:00:00Z"),
      row("b", "HT03", "2026-11-23T01:00:00Z"),
      row("d", "CT01", "2026-11-23T00:00:00Z"),
    ]);
    const { rows, unlisted } = waitingFor(staff, ["HT01", "HT03", "BT01"]);
    expect(rows.map(({ id }) => id)).toEqual(["b", "c", "a"]);
    expect(unlisted).toBe(0);
  });

  test("whoever waits for somebody else at work is not listed, and is again when they left", () => {
    const staff = hall([
      { ...row("a", "HT01", "2026-11-23T01:00:00Z"), for_counter: 5 },
      { ...row("b", "HT01", "2026-11-23T01:10:00Z"), for_officer: "binh" },
      { ...row("c", "HT01", "2026-11-23T01:20:00Z"), for_counter: 3 },
    ]);
    const desk = (number: number, state: string, id: string) =>
      ({ number, state, officer: { id, name: id } }) as StaffCounter;
    const mine = desk(3, "open", "an");
    const listed = (other: StaffCounter) =>
      waitingFor({ ...staff, counters: [mine, other] }, ["HT01"], mine).rows.map(({ id }) => id);
    expect(listed(desk(5, "paused", "binh"))).toEqual(["c"]);
    expect(listed(desk(5, "closed", "binh"))).toEqual(["a", "b", "c"]);
  });

  test("those whom the view counts but does not list are told of", () => {
    const staff = hall([row("a", "HT01", "2026-11-23T01:30:00Z")], { HT01: 61, CT01: 9 });
    expect(waitingFor(staff, ["HT01"]).unlisted).toBe(60);
  });
});

test("labels a kiosk gave by itself are known by their form", () => {
  expect(["B2-017", "TN-B2-017", "B012", "TN-B012"].map(isOwnLabel)).toEqual([true, true, false, false]);
});

test("an ordinary ticket that stands before its own time came back", () => {
  const [ready_at, before] = ["2026-11-23T01:20:00.412Z", "2026-11-23T01:10:00Z"];
  const stamped = (kind: string, eff_at: string) => hasComeBack({ class: kind, ready_at, eff_at });
  expect(stamped("ordinary", "2026-11-23T01:20:00Z")).toBe(false);
  expect(stamped("ordinary", before)).toBe(true);
  expect(stamped("priority", before)).toBe(false);
});

test("waits are whole minutes from ready on, never negative", () => {
  const ready_at = "2026-11-23T01:00:00Z";
  const at = (text: string) => waitedMinutes({ ready_at }, Date.parse(text));
  expect([at("2026-11-23T01:13:59Z"), at("2026-11-23T00:59:00Z")]).toEqual([13, 0]);
});

test("the wait before a call is unknown before it", () => {
  const ready_at = "2026-11-23T01:00:00Z";
  expect(waitedBeforeCallS({ ready_at, called_at: null })).toBeNull();
  expect(waitedBeforeCallS({ ready_at, called_at: "2026-11-23T01:18:00Z" })).toBe(1_080);
});

describe("an outcome", () => {
  const draft = { outcome: "done", code: " H26.12-261123-0001 ", reason: "no_form" };

  test.each([
    ["done", { outcome: "done" }],
    ["accepted", { outcome: "accepted", dossier_code: "H26.12-261123-0001" }],
    ["guided_online", { outcome: "guided_online" }],
    ["incomplete", { outcome: "incomplete", reason: "no_form" }],
    ["refused", { outcome: "refused", reason: "no_form" }],
  ])("%s carries only what belongs to it", (outcome, said) => {
    expect(outcomeOf({ ...draft, outcome })).toEqual(said);
  });

  test("without a code or a reason carries none", () => {
    expect(outcomeOf({ outcome: "accepted", code: "  ", reason: "" })).toEqual({ outcome: "accepted" });
  });
});

test("a reason has words in both languages; what was typed before the lists stays as it is", () => {
  expect(reasonWords("copies")).toBe(vi["reason.copies"]);
  expect(reasonWords("Họp giao ban")).toBe("Họp giao ban");
});

describe("the timeline", () => {
  const at = "2026-11-23T01:00:00Z";
  const tickets = [
    { label: "B012", issuer: { kind: "kiosk", no: 1 } },
    { label: "H003", issuer: { kind: "reception", no: null } },
  ] as Ticket[];

  test.each<[Omit<Entry, "seq" | "at">, string]>([
    [{ type: "ticket.issued", label: "B012" }, "Lấy số B012 tại kiosk 1"],
    [{ type: "ticket.issued", label: "H003" }, "Cấp số H003 tại quầy tiếp đón"],
    [
      { type: "ticket.issued", label: "H003", exception: { from: "after_hours", reason: "arrived" } },
      "Cấp số H003 ngoài giờ hoặc quá số trong ngày (Có mặt trước khi ngừng cấp số)",
    ],
    [{ type: "ticket.called", label: "B012", counter: 3, call: 1 }, "Gọi số B012 đến quầy 3"],
    [{ type: "ticket.recalled", label: "B012", counter: 3, call: 2 }, "Gọi lại số B012, lần 2"],
    [
      { type: "serving.finished", outcome: "refused", reason: "sai thẩm quyền" },
      "Kết thúc phục vụ: Không giải quyết (sai thẩm quyền)",
    ],
    [{ type: "dossier.accepted", official_code: "H26.12-1" }, "Tiếp nhận hồ sơ, mã H26.12-1"],
    [{ type: "slip.printed", outcome: "printed" }, "Đã in phiếu"],
    [{ type: "slip.failed", outcome: "uncertain" }, "Phiếu in không thành công"],
    [{ type: "dossier.renamed" }, "Ghi nhận: dossier.renamed"],
  ])("tells %o", (fact, sentence) => {
    expect(sentenceOf({ seq: 1, at, ...fact }, tickets)).toBe(sentence);
  });

  test("leaves out what happens beside other facts", () => {
    const isShown = (type: string) => isTold({ seq: 1, at, type });
    expect(["dossier.opened", "ticket.offered", "ticket.called"].map(isShown)).toEqual([false, false, true]);
  });
});

function row(id: string, service: string, eff_at: string): WaitingRow {
  return {
    id,
    label: id,
    service,
    class: "ordinary",
    group: null,
    ready_at: "2026-11-23T01:00:00Z",
    eff_at,
  };
}

/** A hall in which the listed rows wait, or as many as are counted. */
function hall(rows: WaitingRow[], counted: Record<string, number> = {}): Staff {
  const codes = new Set([...rows.map(({ service }) => service), ...Object.keys(counted)]);
  const waitingAt = (code: string) => counted[code] ?? rows.filter(({ service }) => service === code).length;
  const services = [...codes].map((code) => ({ code, waiting: waitingAt(code) }) as StaffService);
  return { fields: [{ code: "all", rows }], services } as unknown as Staff;
}
