// Is the citizen still there? After some time without a touch the page asks, with one touch to
// stay; unanswered, it goes to the start. While it is resting (between tap and slip) it never
// asks.

export interface Patience {
  /** Untouched so long, the page asks. */
  idleMs: number;
  /** So long it asks. */
  warningMs: number;
}

export type Presence = { state: "present" } | { state: "asking"; leftMs: number } | { state: "gone" };

export class IdleWatch {
  private touchedAt: number;

  constructor(private readonly clock: () => number) {
    this.touchedAt = clock();
  }

  touch(): void {
    this.touchedAt = this.clock();
  }

  /** Says how it stands; null patience rests the watch. */
  look(patience: Patience | null): Presence {
    if (patience === null) {
      this.touch();
      return { state: "present" };
    }
    const untouched = this.clock() - this.touchedAt;
    if (untouched < patience.idleMs) return { state: "present" };
    const leftMs = patience.idleMs + patience.warningMs - untouched;
    return leftMs > 0 ? { state: "asking", leftMs } : { state: "gone" };
  }
}
