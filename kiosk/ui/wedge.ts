// A scanner that types: its keys told from a person's, by rhythm or by its prefix.
//
// Keys count by where they are (`code`, US layout), so neither Caps Lock nor another layout nor an
// input method changes what was read. A scan is at least KEYS_MIN keys with a median gap below
// GAP_MEDIAN_MS and none of GAP_MAX_MS or more, or begins with the prefix; it ends with its suffix
// or with IDLE_MS of silence. Everything else is somebody typing and is given back.

export const KEYS_MIN = 6;
export const GAP_MEDIAN_MS = 30;
export const GAP_MAX_MS = 80;
export const IDLE_MS = 150;
export const SCAN_MAX = 512;

export interface Key {
  code: string;
  key: string;
  shift: boolean;
  /** Control, Alt or Meta is held. */
  isCombined: boolean;
  at: number;
}

export interface Scan {
  text: string;
  suffix: boolean;
}

export type Verdict = { scan: Scan } | { typed: Key[] } | null;

const SUFFIXES = new Set(["Enter", "NumpadEnter", "Tab"]);
const PAIRS: Record<string, string> = {
  Minus: "-_",
  Equal: "=+",
  BracketLeft: "[{",
  BracketRight: "]}",
  Backslash: "\\|",
  IntlBackslash: "\\|",
  Semicolon: ";:",
  Quote: "'\"",
  Backquote: "`~",
  Comma: ",<",
  Period: ".>",
  Slash: "/?",
  Space: "  ",
  NumpadDecimal: "..",
  NumpadAdd: "++",
  NumpadSubtract: "--",
  NumpadMultiply: "**",
  NumpadDivide: "//",
};
const SHIFTED_DIGITS = ")!@#$%^&*(";
const CONTROL = "\u0001"; // no code has it: the agent takes it for damage

/** What a US keyboard writes with this key. */
export function characterOf({ code, key, shift, isCombined }: Key): string {
  if (isCombined) return CONTROL;
  if (code.startsWith("Key")) return shift ? code.slice(3) : code.slice(3).toLowerCase();
  if (code.startsWith("Digit")) return shift ? SHIFTED_DIGITS.charAt(Number(code.slice(5))) : code.slice(5);
  if (/^Numpad\d$/.test(code)) return code.slice(6);
  const pair = PAIRS[code];
  if (pair !== undefined) return pair.charAt(shift ? 1 : 0);
  if (code === "Backspace") return "\b";
  return [...key].length === 1 ? key : CONTROL;
}

function isStart(key: Key): boolean {
  return (key.code === "Backquote" && key.shift) || (key.code === "KeyB" && key.isCombined);
}

export class WedgeReader {
  private keys: Key[] = [];
  private hasPrefix = false;

  /** Keys are held, and the next one belongs to them. */
  get isHolding(): boolean {
    return this.keys.length > 0;
  }

  press(key: Key): Verdict {
    const before = this.keys.at(-1);
    if (before && key.at - before.at >= (this.hasPrefix ? IDLE_MS : GAP_MAX_MS)) {
      const typed = this.takeKeys();
      this.hold(key);
      return { typed };
    }
    if (SUFFIXES.has(key.code) && this.isScan()) return this.finish(true);
    this.hold(key);
    return this.isTyping() || (SUFFIXES.has(key.code) && !this.hasPrefix) ? { typed: this.takeKeys() } : null;
  }

  /** Looks whether what is held is over. */
  look(now: number): Verdict {
    const last = this.keys.at(-1);
    if (!last) return null;
    const silence = now - last.at;
    if (this.isScan()) return silence >= IDLE_MS ? this.finish(false) : null;
    return silence >= (this.hasPrefix ? IDLE_MS : GAP_MAX_MS) ? { typed: this.takeKeys() } : null;
  }

  private hold(key: Key): void {
    if (this.keys.length === 0) this.hasPrefix = isStart(key);
    // One more than may be, so that too much is known to be too much.
    if (this.keys.length <= SCAN_MAX + 1) this.keys.push(key);
    else this.keys[this.keys.length - 1] = key;
  }

  private isScan(): boolean {
    if (this.hasPrefix) return this.keys.length > 1;
    return this.keys.length >= KEYS_MIN && this.medianGap() < GAP_MEDIAN_MS;
  }

  private isTyping(): boolean {
    return !this.hasPrefix && this.keys.length >= KEYS_MIN && this.medianGap() >= GAP_MEDIAN_MS;
  }

  private medianGap(): number {
    const gaps = this.keys.slice(1).map((key, n) => key.at - (this.keys[n] ?? key).at);
    return gaps.sort((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? Infinity;
  }

  private finish(suffix: boolean): Verdict {
    const { hasPrefix } = this;
    const keys = this.takeKeys();
    return { scan: { text: keys.slice(hasPrefix ? 1 : 0).map(characterOf).join(""), suffix } };
  }

  private takeKeys(): Key[] {
    const { keys } = this;
    this.keys = [];
    this.hasPrefix = false;
    return keys;
  }
}
