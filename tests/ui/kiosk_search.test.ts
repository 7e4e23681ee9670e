// Finding a service by a few letters, as the kiosk's keyboard writes them.

import { expect, test } from "vitest";
import type { Field, Service } from "../../kiosk/ui/agent";
import { findServices, fold, FOUND_MAX } from "../../kiosk/ui/search";

function service(code: string, name_vi: string, name_en: string, tthc_code = ""): Service {
  const none = { waiting: null, open_counters: null, left: null, papers_vi: [], papers_en: [] };
  return { code, name_vi, name_en, tthc_code, ...none };
}

function field(code: string, name_vi: string, services: Service[]): Field {
  return { code, name_vi, name_en: "", hint_vi: "", hint_en: "", services };
}

const HALL = [
  field("CT", "Chứng thực", [
    service("CT01", "Chứng thực bản sao từ bản chính giấy tờ, văn bản", "Certified copy", "2.000815"),
    service("CT02", "Chứng thực chữ ký trong giấy tờ, văn bản", "Signature certification"),
  ]),
  field("HT", "Hộ tịch", [
    service("HT01", "Đăng ký khai sinh", "Birth registration", "1.001193"),
    service("HT02", "Đăng ký kết hôn", "Marriage registration"),
    service("HT05", "Cấp bản sao trích lục hộ tịch", "Civil status extract"),
  ]),
];

const codes = (query: string) => findServices(HALL, query).map(({ code }) => code);

test.each(["ks", "KS", "khai sinh", "KHAI", "Khai  sinh", "sinh khai", "khai s", "dkks", "ht01", "birth"])(
  "%s finds the registration of birth first",
  (query) => expect(codes(query)[0]).toBe("HT01"),
);

test.each(["1.001193", "1001193", "1.0011"])("%s, the national code, finds it alone", (query) =>
  expect(codes(query)).toEqual(["HT01"]),
);

test("words that begin no word of a name find nothing", () => {
  expect(codes("hai sinh")).toEqual([]);
  expect(codes("xyz")).toEqual([]);
  expect(codes("   ")).toEqual([]);
});

test("a name comes before a field of the same word", () => {
  expect(codes("ho tich")).toEqual(["HT05", "HT01", "HT02"]);
});

test("all that fits is found, in the hall's order", () => {
  expect(codes("ban sao")).toEqual(["CT01", "HT05"]);
  expect(codes("dang ky")).toEqual(["HT01", "HT02"]);
});

test("every Vietnamese letter can be typed without its marks", () => {
  expect(fold("Đăng ký ƯỠNG ộ Ỷ, (§)")).toBe("dang ky uong o y");
});

test("a list that nobody would read is cut", () => {
  const many = Array.from({ length: 60 }, (_, at) => service(`X${at}`, "Đăng ký", ""));
  expect(findServices([field("X", "", many)], "dang")).toHaveLength(FOUND_MAX);
});
