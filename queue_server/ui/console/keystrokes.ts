// Tells a finger from a scanner. Both are keyboards: a scanner types a whole code in the time
// a finger needs for one key, and ends it with Enter. Taken key by key it would call, cancel
// and finish tickets. So a letter waits a moment: alone it is a shortcut, in a burst a scan.

export const BURST_GAP_MS = 50;
export const ALONE_AFTER_MS = 80;
export const SCAN_MIN = 4;
export const SCAN_MAX = 200;

export interface Meaning {
  onKey: (key: string) => void;
  onScan: (text: string) => void;
  /** Runs something later; gives what takes it back. */
  later: (delayMs: number, run: () => void) => () => void;
}

export class Keystrokes {
  private typed = "";
  private lastAtMs = -Infinity;
  private takeBack: () => void = () => undefined;

  constructor(private readonly meaning: Meaning) {}

  /** Takes one printable key. */
  type(key: string, atMs: number): void {
    if (atMs - this.lastAtMs > BURST_GAP_MS) this.settle();
    this.lastAtMs = atMs;
    if (this.typed.length < SCAN_MAX) this.typed += key;
    this.takeBack();
    this.takeBack = this.meaning.later(ALONE_AFTER_MS, () => this.settle());
  }

  /** Takes Enter; true when it ended a scan, and so is nobody's press. */
  enter(atMs: number): boolean {
    const endsScan = this.typed.length >= SCAN_MIN && atMs - this.lastAtMs <= BURST_GAP_MS;
    this.settle();
    return endsScan;
  }

  private settle(): void {
    const text = this.typed;
    this.typed = "";
    this.takeBack();
    if (text.length === 1) this.meaning.onKey(text.toLowerCase());
    else if (text.length >= SCAN_MIN) this.meaning.onScan(text);
  }
}
