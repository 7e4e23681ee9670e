// Which call is spoken next, and which never: oldest first, each once, only while it is called.
//
// A call that a screen sees too late, because it was loaded or its server was away, is shown and
// not spoken (F36). One that it saw in time waits for its turn, however long that takes.

import type { Board, BoardCall } from "../views";

/** A call older than this when it is first seen is not spoken. */
export const OLD_AFTER_MS = 10_000;
export const WAITING_MAX = 40;
/** From so many waiting on, each is said once and in one language. */
export const SHORT_FROM = 3;
const KNOWN_MAX = 1_000;

export type Why = "not_called" | "recalled" | "old" | "full" | "no_sound";

export interface Dropped {
  call: BoardCall;
  why: Why;
}

export class CallQueue {
  private board: Board | null = null;
  private known = new Set<number>();
  private waiting: BoardCall[] = [];
  private counters: ReadonlySet<number> | null = null;

  /** Calls that were told of before this page was loaded. */
  constructor(known: Iterable<number> = []) {
    for (const seq of known) this.known.add(seq);
  }

  /** The server began anew: its numbers mean other calls. */
  forget(): void {
    this.known.clear();
    this.waiting = [];
  }

  /** Looks at a newer board; `nowMs` is server time. Gives what will not be spoken. */
  take(board: Board, nowMs: number): Dropped[] {
    this.board = board;
    const dropped = [...this.drop(), ...this.add(board, nowMs)];
    while (this.waiting.length > WAITING_MAX) dropped.push({ call: this.waiting.shift()!, why: "full" });
    return dropped;
  }

  /** Another screen speaks for the other counters; what is called there waits until it has, or
   *  until this screen speaks for them too. */
  speakFor(counters: readonly number[]): void {
    this.counters = new Set(counters);
  }

  isMine({ counter }: BoardCall): boolean {
    return this.counters === null || this.counters.has(counter);
  }

  /** Takes the oldest call that is to be said here out of the queue. */
  next(): BoardCall | undefined {
    const place = this.waiting.findIndex((call) => this.isMine(call));
    return place < 0 ? undefined : this.waiting.splice(place, 1)[0];
  }

  get isCrowded(): boolean {
    return this.waiting.filter((call) => this.isMine(call)).length >= SHORT_FROM;
  }

  /** Whether a call that is being said should be said again. */
  isCalled(call: BoardCall): boolean {
    return this.whyNot(call) === null;
  }

  private add({ calls }: Board, nowMs: number): Dropped[] {
    const dropped: Dropped[] = [];
    for (const call of [...calls].sort((one, other) => one.seq - other.seq)) {
      if (this.known.has(call.seq)) continue;
      this.remember(call.seq);
      if (call.announced) continue;
      const why = call.state !== "called" ? "not_called" : nowMs - Date.parse(call.at) > OLD_AFTER_MS ? "old" : null;
      if (why === null) this.waiting.push(call);
      else dropped.push({ call, why });
    }
    return dropped;
  }

  private remember(seq: number): void {
    this.known.add(seq);
    if (this.known.size > KNOWN_MAX) this.known.delete(this.known.values().next().value!);
  }

  /** Another screen may have said a call while this one was silent. */
  private drop(): Dropped[] {
    const dropped: Dropped[] = [];
    this.waiting = this.waiting.filter((call) => {
      if (this.shown(call)?.announced) return false;
      const why = this.whyNot(call);
      if (why !== null) dropped.push({ call, why });
      return why === null;
    });
    return dropped;
  }

  private shown(call: BoardCall): BoardCall | undefined {
    return this.board?.calls.find(({ seq }) => seq === call.seq);
  }

  // The board shows a ticket's newest call only, and only the newest calls of the hall; what is
  // called at a counter it shows always.
  private whyNot(call: BoardCall): Why | null {
    const shown = this.shown(call);
    if (shown) return shown.state === "called" ? null : "not_called";
    if (this.board?.calls.some(({ label, seq }) => label === call.label && seq > call.seq)) return "recalled";
    const isAt = this.board?.counters.some(
      ({ number, label, phase }) => number === call.counter && label === call.label && phase === "called",
    );
    return isAt ? null : "not_called";
  }
}
