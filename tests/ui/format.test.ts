import { afterEach, describe, expect, test } from "vitest";

import {
  DEFAULT_ZONE,
  formatCount,
  formatDate,
  formatDecimal,
  formatDuration,
  formatMinutes,
  formatMinutesRange,
  formatShare,
  formatTime,
  formatWeekdayDate,
  setZone,
} from "../../protocol/ui/format";
import { language } from "../../protocol/ui/i18n";

const MORNING = "2026-11-23T01:57:07.412Z"; // 08:57 in Hanoi, the evening before in St John's
const AFTER_MIDNIGHT = "2026-11-23T17:05:00Z"; // 00:05 of the 24th in Hanoi

afterEach(() => {
  language.value = "vi";
  setZone(DEFAULT_ZONE);
});

test("the tests themselves run far from Hanoi", () => {
  expect(new Date(MORNING).getHours()).not.toBe(8);
});

describe("times and dates are the site's", () => {
  test("time", () => {
    expect(formatTime(MORNING)).toBe("08:57");
    expect(formatTime(AFTER_MIDNIGHT)).toBe("00:05");
    expect(formatTime(Date.parse(MORNING))).toBe("08:57");
  });

  test("date", () => {
    expect(formatDate(MORNING)).toBe("23/11/2026");
    expect(formatDate(AFTER_MIDNIGHT)).toBe("24/11/2026");
  });

  test("a service day is taken as it is, in any zone", () => {
    setZone("America/St_Johns");
    expect(formatDate("2026-11-23")).toBe("23/11/2026");
    expect(formatWeekdayDate("2026-11-23")).toBe("Thứ Hai, 23/11/2026");
  });

  test("another site's zone", () => {
    setZone("Asia/Tokyo");
    expect(formatTime(MORNING)).toBe("10:57");
  });

  test.each([
    ["2026-11-22", "Chủ Nhật, 22/11/2026", "Sunday, 22/11/2026"],
    ["2026-11-23", "Thứ Hai, 23/11/2026", "Monday, 23/11/2026"],
    ["2026-11-26", "Thứ Năm, 26/11/2026", "Thursday, 26/11/2026"],
    ["2026-11-28", "Thứ Bảy, 28/11/2026", "Saturday, 28/11/2026"],
    [AFTER_MIDNIGHT, "Thứ Ba, 24/11/2026", "Tuesday, 24/11/2026"],
  ])("weekday of %s", (at, vi, en) => {
    expect(formatWeekdayDate(at)).toBe(vi);
    language.value = "en";
    expect(formatWeekdayDate(at)).toBe(en);
  });
});

test.each([
  [0, "00:00"],
  [9.9, "00:09"],
  [249, "04:09"],
  [3_599, "59:59"],
  [3_849, "1:04:09"],
  [-5, "00:00"],
])("%d seconds run as %s", (lengthS, shown) => {
  expect(formatDuration(lengthS)).toBe(shown);
});

test.each([
  [29, "dưới 1 phút", "less than a minute"],
  [60, "1 phút", "1 minute"],
  [780, "13 phút", "13 minutes"],
  [3_590, "1 giờ", "1 h"],
  [3_900, "1 giờ 5 phút", "1 h 5 min"],
])("%d seconds in words", (lengthS, vi, en) => {
  expect(formatMinutes(lengthS)).toBe(vi);
  language.value = "en";
  expect(formatMinutes(lengthS)).toBe(en);
});

test("a promise is a range, unless both ends are one minute", () => {
  expect(formatMinutesRange(600, 900)).toBe("10 đến 15 phút");
  expect(formatMinutesRange(590, 610)).toBe("10 phút");
  language.value = "en";
  expect(formatMinutesRange(600, 900)).toBe("10 to 15 minutes");
});

test.each([
  [4.56, 1, "4,6", "4.6"],
  [1_234_567.25, 2, "1.234.567,25", "1,234,567.25"],
  [-0.04, 1, "0,0", "0.0"],
  [-12.5, 1, "-12,5", "-12.5"],
  [0.5, 0, "1", "1"],
])("%d with %d digits", (value, digits, vi, en) => {
  expect(formatDecimal(value, digits)).toBe(vi);
  language.value = "en";
  expect(formatDecimal(value, digits)).toBe(en);
});

test("counts are grouped and shares are percentages", () => {
  expect(formatCount(1_234)).toBe("1.234");
  expect(formatShare(0.864)).toBe("86%");
  expect(formatShare(0.864, 1)).toBe("86,4%");
});
