// @vitest-environment happy-dom
import { effect } from "@preact/signals";
import { beforeEach, describe, expect, test } from "vitest";

import { addTexts, bilingual, hasText, language, t, textIn } from "../../protocol/ui/i18n";

addTexts({
  vi: { "try.ahead": "Còn {count} người trước {name}", "try.twice": "{a} và {a}" },
  en: { "try.ahead": "{count} people before {name}", "try.twice": "{a} and {a}" },
});

beforeEach(() => {
  language.value = "vi";
});

describe("sentences", () => {
  test("come in Vietnamese first, with their values", () => {
    expect(t("try.ahead", { count: 4, name: "B012" })).toBe("Còn 4 người trước B012");
  });

  test("follow the language", () => {
    language.value = "en";
    expect(t("try.ahead", { count: 4, name: "B012" })).toBe("4 people before B012");
  });

  test("are drawn again when the language changes", () => {
    const drawn: string[] = [];
    const stop = effect(() => {
      drawn.push(t("shared.retry"));
    });
    language.value = "en";
    stop();
    expect(drawn).toEqual(["Thử lại", "Try again"]);
  });

  test("can stand in both languages at once", () => {
    expect(textIn("vi", "shared.retry")).toBe("Thử lại");
    expect(textIn("en", "shared.retry")).toBe("Try again");
  });

  test("use a value as often as it is named", () => {
    expect(t("try.twice", { a: "B" })).toBe("B và B");
  });

  test("take a value that looks like a placeholder or a pattern as it is", () => {
    expect(t("try.twice", { a: "{b}$&" })).toBe("{b}$& và {b}$&");
  });
});

describe("mistakes are loud", () => {
  test("an unknown key", () => {
    expect(() => t("try.missing")).toThrow("no vi text for try.missing");
  });

  test("a value that was forgotten", () => {
    expect(() => t("try.ahead", { count: 4 })).toThrow("no value for {name} in try.ahead");
  });

  test("a key can be asked about", () => {
    expect([hasText("shared.stale"), hasText("try.missing")]).toEqual([true, false]);
  });
});

test("two given forms follow the language, and Vietnamese stands in for a missing one", () => {
  expect(bilingual("Hộ tịch", "Civil status")).toBe("Hộ tịch");
  language.value = "en";
  expect(bilingual("Hộ tịch", "Civil status")).toBe("Civil status");
  expect(bilingual("Hộ tịch", "")).toBe("Hộ tịch");
});

test("the page tells screen readers its language", () => {
  expect(document.documentElement.lang).toBe("vi");
  language.value = "en";
  expect(document.documentElement.lang).toBe("en");
});
