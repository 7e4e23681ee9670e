// The newest view, kept in the browser: a page that is loaded while its server is away shows what
// was known, and says of when.

import type { View } from "./newest";

const KEEP_EVERY_MS = 1_000;

export interface KeptView<Body> {
  view: View<Body>;
  /** Server time at which it was last known to be current, and this machine's then. */
  at: number;
  wallMs: number;
}

/** Keeps the newest view under a name of the browser's store. */
export class Keeping<Body> {
  private keptMs = -Infinity;

  constructor(
    private readonly name: string,
    private readonly store: Pick<Storage, "getItem" | "setItem" | "removeItem"> = localStorage,
  ) {}

  /** Gives what was kept; null where there is nothing, or nothing that can be read. */
  read(): KeptView<Body> | null {
    try {
      const kept = JSON.parse(this.store.getItem(this.name) ?? "null") as KeptView<Body> | null;
      return kept && kept.view.body && Number.isFinite(kept.at + kept.wallMs) ? kept : null;
    } catch {
      return null;
    }
  }

  /** Keeps it, unless that was done a moment ago. */
  keep(view: View<Body>, at: number, wallMs: number): void {
    if (wallMs - this.keptMs < KEEP_EVERY_MS && wallMs >= this.keptMs) return;
    this.keptMs = wallMs;
    try {
      this.store.setItem(this.name, JSON.stringify({ view, at, wallMs }));
    } catch {
      // A full or forbidden store: a page loaded without its server begins empty.
    }
  }

  /** A screen that may not look any more keeps nothing. */
  forget(): void {
    this.store.removeItem(this.name);
  }
}
