// Which day is shown, and its figures: today's asked for again as the hall changes, at most
// every five seconds and at least every thirty, because waits grow while nothing happens.

import { effect, signal, untracked } from "@preact/signals";
import { ApiError, createApi } from "../../../protocol/ui/api";
import { follow, type Following } from "../../../protocol/ui/follow";
import { slot } from "../page";
import type { Staff } from "../shapes";
import type { Figures } from "./shapes";

export const ASK_AT_MOST_EVERY_MS = 5_000;
const ASK_AT_LEAST_EVERY_MS = 30_000;
const SIGN_IN = 401;

export class Day {
  readonly api = createApi(slot);
  readonly following: Following<Staff> = follow<Staff>({ slot, path: "/api/v1/views/staff" });
  /** A past service day, or null for today. */
  readonly chosen = signal<string | null>(null);
  readonly figures = signal<Figures | null>(null);
  readonly error = signal<ApiError | null>(null);

  private askedAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = 0;

  constructor() {
    effect(() => {
      void this.chosen.value;
      untracked(() => this.turn());
    });
    effect(() => {
      void this.following.view.value?.rev;
      untracked(() => this.askSoon());
    });
  }

  get isRefused(): boolean {
    return this.following.refused.value || this.error.value?.status === SIGN_IN;
  }

  /** Another day: nothing of the last one stays on the page. */
  private turn(): void {
    this.figures.value = null;
    this.error.value = null;
    void this.ask();
  }

  private askSoon(): void {
    if (this.chosen.value !== null || this.asking > 0) return;
    const restMs = this.askedAt + ASK_AT_MOST_EVERY_MS - performance.now();
    this.askIn(Math.max(0, restMs));
  }

  private askIn(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), delayMs);
  }

  private async ask(): Promise<void> {
    const day = this.chosen.value;
    const revBefore = this.following.view.peek()?.rev;
    clearTimeout(this.timer);
    this.askedAt = performance.now();
    this.asking += 1;
    try {
      await this.read(day);
    } finally {
      this.asking -= 1;
    }
    if (this.chosen.value !== null) return;
    const isBehind = this.following.view.peek()?.rev !== revBefore;
    this.askIn(isBehind ? ASK_AT_MOST_EVERY_MS : ASK_AT_LEAST_EVERY_MS);
  }

  private async read(day: string | null): Promise<void> {
    try {
      const figures = await this.api.get<Figures>(day === null ? "/reports/today" : `/reports/days/${day}`);
      if (this.chosen.value !== day) return;
      this.figures.value = figures;
      this.error.value = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.chosen.value === day) this.error.value = error;
    }
  }
}
