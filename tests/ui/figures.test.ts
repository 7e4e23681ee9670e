import { afterEach, describe, expect, test } from "vitest";

import { addTexts, language } from "../../protocol/ui/i18n";
import en from "../../queue_server/locales/en.po";
import vi from "../../queue_server/locales/vi.po";
import { fieldsOf } from "../../queue_server/ui/serves";
import { consequencesOf } from "../../queue_server/ui/figures/service_day";
import { sentencesOf } from "../../queue_server/ui/figures/watched";
import { longestLength, shortLength } from "../../queue_server/ui/figures/value";
import type { Staff } from "../../queue_server/ui/shapes";

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

describe("closing the day by hand", () => {
  test("says whom it ends and that it is final", () => {
    expect(consequencesOf({ waiting: 3, held: 1, called: 0, serving: 0 })).toEqual([
      "3 người đang chờ và 1 số đang tạm giữ sẽ hết hiệu lực.",
      "Sau khi khóa sổ, hôm nay không cấp thêm số và không mở lại được.",
    ]);
    expect(consequencesOf({ waiting: 0, held: 0, called: 0, serving: 0 })[0]).toBe("Không còn ai đang chờ.");
  });

  test("asks to finish first with who is at a counter", () => {
    expect(consequencesOf({ waiting: 3, held: 0, called: 1, serving: 2 })).toEqual([
      "Còn 3 người đang được gọi hoặc phục vụ tại quầy. Xin hoàn tất trước khi khóa sổ.",
    ]);
  });
});

describe("what a counter serves", () => {
  test("is told by field, and how much of it where not all", () => {
    const named = (code: string) => ({ code, name_vi: code, name_en: code });
    const fields = ["CT", "HT", "DD"].map((code) => ({ ...named(code), letter: "B", waiting: 0, rows: [] }));
    const services = ["CT1", "CT2", "HT1", "DD1"].map((code) => ({ code, field: code.slice(0, 2) }));
    const staff = { fields, services } as unknown as Staff;
    expect(fieldsOf(staff, { services: ["CT2", "HT1"] })).toBe("CT (1/2), HT");
  });
});
