import { afterEach, describe, expect, test } from "vitest";

import { addTexts, language } from "../../protocol/ui/i18n";
import en from "../../queue_server/locales/en.po";
import vi from "../../queue_server/locales/vi.po";
import { sentencesOf } from "../../queue_server/ui/figures/watched";
import { longestLength, shortLength } from "../../queue_server/ui/figures/value";

addTexts({ vi, en });

afterEach(() => {
  language.value = "vi";
});

describe("a length among large figures", () => {
  test.each([
    [0, "dưới 1 ph"],
    [59, "dưới 1 ph"],
    [60, "1 ph"],
    [851, "14 ph"],
    [3_569, "59 ph"],
    [3_570, "1 giờ 0 ph"],
    [3_900, "1 giờ 5 ph"],
  ])("of %i s is %s", (lengthS, words) => {
    expect(shortLength(lengthS)).toBe(words);
  });

  test.each([
    [0, "1 ph"],
    [61, "2 ph"],
    [840, "14 ph"],
    [3_541, "1 giờ 0 ph"],
  ])("of at most %i s is never said too short: %s", (lengthS, words) => {
    expect(longestLength(lengthS)).toBe(words);
  });

  test("follows the language", () => {
    language.value = "en";
    expect(shortLength(3_900)).toBe("1 h 5 min");
  });
});

describe("what should be looked at in the ratings", () => {
  const line = { counter: 3, count: 4 };

  test.each(["vi", "en"] as const)("every hint and refusal has its words in %s", (lang) => {
    language.value = lang;
    const hints = ["hasty", "burst", "perfect", "silent", "refused"].map((kind) => ({ ...line, kind }));
    const refused = ["taken", "late", "other_device", "hall", "no_serving"].map((why) => ({ ...line, why }));
    const told = sentencesOf({ hints, refused });
    expect([new Set(told.hints).size, new Set(told.refused).size]).toEqual([5, 5]);
    expect([...told.hints, ...told.refused].filter((sentence) => !/3.*4/.test(sentence))).toEqual([]);
  });

  test("a later server's hint is left out, not shown as a code", () => {
    expect(sentencesOf({ hints: [{ ...line, kind: "odd" }], refused: [] })).toEqual({ hints: [], refused: [] });
  });
});
