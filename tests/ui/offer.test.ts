import { afterEach, describe, expect, test } from "vitest";

import { addTexts, language } from "../../protocol/ui/i18n";
import en from "../../queue_server/locales/en.po";
import vi from "../../queue_server/locales/vi.po";
import {
  differs,
  faultsAt,
  periodsIn,
  raised,
  replaced,
  rowsOf,
  withHours,
  withNewCounter,
  withoutCounter,
  withRows,
  withSkill,
  withYield,
  type CatalogueFile,
  type Fault,
} from "../../queue_server/ui/admin/offer/draft";
import { FIELDS, GROUPS, LISTS, readRow, SERVICES, typedOf } from "../../queue_server/ui/admin/offer/entries";
import { changeSentence, doubtSentence, faultSentence, shown } from "../../queue_server/ui/admin/offer/words";

addTexts({ vi, en });

afterEach(() => {
  language.value = "vi";
});

const HALL: CatalogueFile = {
  organisations: { UBND: "UBND Phường Thử" },
  settings: { calls_max: 3 },
  scale: { version: "five-1", answers: [], reasons: [] },
  fields: [{ code: "HT", letter: "H", name_vi: "Hộ tịch" }],
  services: [
    { code: "HT01", field: "HT", name_vi: "Khai sinh" },
    { code: "HT03", field: "HT", name_vi: "Độc thân" },
  ],
  groups: [],
  counters: [{ number: 3, services: ["HT01", "HT03"], yield_s: { HT03: 60 } }],
};

const typed = (values: Record<string, string>) => (name: string) => values[name] ?? "";

describe("a row as it was typed", () => {
  test("says nothing of what was left empty, and counts in numbers", () => {
    const said = { code: " HT04 ", field: "HT", name_vi: "Khai tử", day_cap: "40", name_en: "", lane: "" };
    expect(readRow(SERVICES.entries, typed(said))).toEqual({ code: "HT04", field: "HT", name_vi: "Khai tử", day_cap: 40 });
  });

  test("has papers line by line, and boxes that are ticked or not", () => {
    const { papers_vi } = readRow(SERVICES.entries, typed({ papers_vi: "Giấy báo tử\n\n  Căn cước " }));
    expect(papers_vi).toEqual(["Giấy báo tử", "Căn cước"]);
    expect(readRow(GROUPS.entries, typed({ is_self_declared: "on" })).is_self_declared).toBe(true);
    expect(readRow(GROUPS.entries, typed({})).is_self_declared).toBe(false);
  });

  test.each([["HT01"], [40], [["a", "b"]], [null], [undefined]])("stands in its input as it is: %j", (value) => {
    expect(typedOf(value)).toBe(value == null ? "" : Array.isArray(value) ? "a\nb" : String(value));
  });

  test("offers the letters that no other field has", () => {
    const letters = FIELDS.entries.find(({ name }) => name === "letter")!;
    const offered = (row: object) => letters.choices!(HALL, ["B", "H", "K"], row as never).map(({ value }) => value);
    expect(offered({})).toEqual(["B", "K"]);
    expect(offered(HALL.fields[0]!)).toEqual(["B", "H", "K"]);
  });
});

describe("a draft", () => {
  test("is no change as long as it says the same", () => {
    expect(differs(HALL, { ...HALL, fields: [{ name_vi: "Hộ tịch", letter: "H", code: "HT", name_en: "" }] })).toBe(false);
    expect(differs(HALL, withSkill(HALL, 3, "HT03", false))).toBe(true);
  });

  test.each(LISTS.map((list) => [list.name, list] as const))("gives and takes the rows of %s", (name) => {
    const file = withHours(HALL, {});
    const row = { code: "X1", name_vi: "Mới" };
    const rows = rowsOf(file, name);
    const more = withRows(file, name, replaced(rows, rows.length, row));
    expect(rowsOf(more, name)).toEqual([...rows, row]);
    expect(rowsOf(file, name)).toEqual(rows);
  });

  test("loses a service with its skills, and what was held back with its skill", () => {
    const without = withRows(HALL, "services", HALL.services.slice(0, 1));
    expect(without.counters).toEqual([{ number: 3, services: ["HT01"] }]);
    expect(withSkill(HALL, 3, "HT03", false).counters).toEqual([{ number: 3, services: ["HT01"] }]);
    expect(withYield(HALL, 3, { HT01: 30, HT03: 0 }).counters[0]!.yield_s).toEqual({ HT01: 30 });
  });

  test("takes counters by number, each once", () => {
    expect(withNewCounter(HALL, 1)!.counters.map(({ number }) => number)).toEqual([1, 3]);
    expect([withNewCounter(HALL, 3), withNewCounter(HALL, 0), withNewCounter(HALL, NaN)]).toEqual([null, null, null]);
    expect(withoutCounter(HALL, 3).counters).toEqual([]);
  });

  test("moves a row up", () => {
    expect(raised(["a", "b", "c"], 2)).toEqual(["a", "c", "b"]);
    expect(raised(["a", "b"], 0)).toEqual(["a", "b"]);
  });

  test("reads periods however they are separated", () => {
    expect(periodsIn(" 08:00 - 11:30; 13:30–17:00 15 45,")).toEqual(["08:00-11:30", "13:30-17:00 15 45"]);
    expect(periodsIn(" ")).toEqual([]);
  });

  test("has hours, or is always open", () => {
    const kept = withHours(withHours(HALL, { monday: ["08:00-11:30"] }), { friday: [] });
    expect(kept.hours).toEqual({ monday: ["08:00-11:30"], friday: [] });
    expect(withHours(kept, null)).toEqual(HALL);
  });
});

describe("what the server says", () => {
  const faults: Fault[] = [
    { place: "services.1.papers_vi.0", why: "needed", values: {} },
    { place: "services.1.day_cap", why: "too_large", values: { most: 9999 } },
    { place: "services.11.code", why: "twice", values: { name: "HT01" } },
  ];

  test("stands at its row and its value", () => {
    expect([...faultsAt(faults, "services", 1).keys()]).toEqual(["papers_vi", "day_cap"]);
    expect(faultSentence(faultsAt(faults, "services", 1).get("day_cap")!)).toBe("Số lớn nhất là 9999.");
    expect(faultsAt(faults, "services", 2).size).toBe(0);
  });

  test("is a sentence in both languages", () => {
    const change = { kind: "changed", part: "services", key: "HT01", name: "day_cap", before: null, after: 40 } as const;
    expect(changeSentence(change)).toBe("Sửa thủ tục HT01, Số tối đa trong ngày: – → 40");
    language.value = "en";
    expect(changeSentence(change)).toBe("service HT01, Numbers a day at most: – → 40");
    expect(changeSentence({ ...change, kind: "added", name: "Khai tử" })).toBe("New: service HT01: Khai tử");
    expect(changeSentence({ ...change, kind: "moved" })).toBe("The order in which things are shown");
    expect(doubtSentence({ why: "left_waiting", part: "services", key: "HT01", count: 2 })).toBe(
      "service HT01: 2 wait whom no counter would call.",
    );
  });

  test.each([
    [null, "–"],
    [true, "có"],
    [["08:00-11:30", "13:30-17:00"], "08:00-11:30; 13:30-17:00"],
    [{ HT03: 60 }, "HT03 60"],
    [[{ day: "2026-12-01", kind: "holiday", name_vi: "Chuyển trụ sở" }], "01/12/2026 nghỉ lễ Chuyển trụ sở"],
    [[], "–"],
  ])("shows a value as people read it: %j", (value, words) => {
    expect(shown(value)).toBe(words);
  });
});
