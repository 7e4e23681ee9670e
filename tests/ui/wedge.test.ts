// A scanner's keys, a person's keys, and which is which. The card is made up.

import { expect, test } from "vitest";
import { characterOf, SCAN_MAX, WedgeReader, type Key, type Scan } from "../../kiosk/ui/wedge";

const CARD = "001051000123||NGUYEN VAN MAU|23111951|Nam|So 1, Krong Ana, Ha Noi|01012022";
const SHIFTED: Record<string, string> = { "|": "Backslash", ":": "Semicolon", "~": "Backquote", _: "Minus" };
const PLAIN: Record<string, string> = { "-": "Minus", "/": "Slash", ".": "Period", ",": "Comma", " ": "Space" };

/** The keys a scanner with a US layout presses. */
function keysOf(text: string, gapMs: number, from = 1_000): Key[] {
  return [...text].map((character, n) => {
    const isCapital = /[A-Z]/.test(character);
    const code = /[a-z]/i.test(character)
      ? `Key${character.toUpperCase()}`
      : /\d/.test(character)
        ? `Digit${character}`
        : (SHIFTED[character] ?? PLAIN[character] ?? character);
    const shift = isCapital || SHIFTED[character] !== undefined;
    return { code, key: character, shift, isCombined: false, at: from + n * gapMs };
  });
}

const enterAt = (at: number): Key => ({ code: "Enter", key: "Enter", shift: false, isCombined: false, at });

/** What becomes of these keys, looked at after each and in the silence behind them. */
function play(keys: Key[], silenceMs = 200): { scans: Scan[]; typed: string } {
  const reader = new WedgeReader();
  const scans: Scan[] = [];
  let typed = "";
  const note = (verdict: ReturnType<WedgeReader["look"]>) => {
    if (verdict && "scan" in verdict) scans.push(verdict.scan);
    else if (verdict) typed += verdict.typed.map(({ key }) => key).join("");
  };
  for (const key of keys) note(reader.press(key));
  const end = keys.at(-1)?.at ?? 0;
  for (let passed = 10; passed <= silenceMs; passed += 10) note(reader.look(end + passed));
  expect(reader.isHolding).toBe(false);
  return { scans, typed };
}

const withEnter = (text: string, gapMs: number) => {
  const keys = keysOf(text, gapMs);
  return [...keys, enterAt((keys.at(-1)?.at ?? 0) + gapMs)];
};

for (const gapMs of [8, 20]) {
  test(`a card at ${gapMs} ms a key is a scan, every letter of it`, () => {
    expect(play(withEnter(CARD, gapMs))).toEqual({ scans: [{ text: CARD, suffix: true }], typed: "" });
  });
}

test("a card at 60 ms a key is typing, unless the prefix says otherwise", () => {
  expect(play(withEnter(CARD, 60))).toEqual({ scans: [], typed: CARD + "Enter" });
  expect(play(withEnter("~" + CARD, 60))).toEqual({ scans: [{ text: CARD, suffix: true }], typed: "" });
});

test("without its suffix a scan ends in silence and says so", () => {
  expect(play(keysOf("H26.15-261102-0007", 8))).toEqual({
    scans: [{ text: "H26.15-261102-0007", suffix: false }],
    typed: "",
  });
});

test("a person's typing comes back whole and in order", () => {
  for (const gapMs of [45, 90, 180]) {
    expect(play(keysOf("khai sinh", gapMs))).toEqual({ scans: [], typed: "khai sinh" });
  }
  expect(play(keysOf("abc", 8))).toEqual({ scans: [], typed: "abc" });
});

test("a scan right behind typing takes none of it along", () => {
  const typed = keysOf("khai", 120, 0);
  const { scans } = play([...typed, ...withEnter("H26.15-261102-0007", 8)]);
  expect(scans).toEqual([{ text: "H26.15-261102-0007", suffix: true }]);
});

test("Caps Lock changes the letter, not the key", () => {
  const keys = withEnter(CARD, 8).map((key) => ({ ...key, key: key.key.length === 1 ? key.key.toUpperCase() : key.key }));
  expect(play(keys).scans[0]?.text).toBe(CARD);
});

test("an input method leaves its traces", () => {
  const keys = withEnter("KRONGANA", 8);
  const back: Key = { code: "Backspace", key: "Backspace", shift: false, isCombined: false, at: keys[5]!.at };
  const sent: Key = { code: "", key: "â", shift: false, isCombined: false, at: keys[5]!.at };
  const { scans } = play([...keys.slice(0, 6), back, sent, ...keys.slice(6)]);
  expect(scans[0]?.text).toBe("KRONGA\bâNA");
});

test("four kilobytes of junk are one scan that is known to be too long", () => {
  const { scans, typed } = play(withEnter("x".repeat(4_096), 2));
  expect(typed).toBe("");
  expect(scans.length).toBe(1);
  expect(scans[0]?.text.length).toBe(SCAN_MAX + 2);
});

test("keys with Control are no letters", () => {
  expect(characterOf({ code: "KeyP", key: "p", shift: false, isCombined: true, at: 0 })).toBe("\u0001");
});
