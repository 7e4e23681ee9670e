// The hall screen speaks: it asks the server for the voice, says the calls one at a time, and
// tells what became of each. Only the server decides which screen speaks.

import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { createApi } from "../../../protocol/ui/api";
import type { Following } from "../../../protocol/ui/follow";
import type { Board, BoardCall } from "../views";
import { Player } from "./player";
import { CallQueue, type Dropped, type Why } from "./queue";
import { Reports, type Report } from "./reports";
import { roundsOf, stepsOf } from "./tables";

const ASK_EVERY_MS = 3_000;
/** So long after it was loaded a page asks for a touch: then somebody stands before it. */
const HINT_MS = 60_000;

interface Voice {
  speaks: boolean;
  counters: number[];
  for_s: number;
  langs: string[];
  repeat: number;
  link: string;
  volume: number;
}

export interface Speaking {
  /** True for a minute in which the browser wants a touch before it gives sound. */
  needsTouch: ReadonlySignal<boolean>;
}

/** Speaks the calls of a board for ever. */
export function speakCalls(following: Following<Board>, slot: string): Speaking {
  return new Speaker(following, slot);
}

class Speaker implements Speaking {
  readonly needsTouch = signal(false);

  private readonly following: Following<Board>;
  private readonly api;
  private readonly player = new Player();
  private readonly reports: Reports;
  private readonly queue: CallQueue;
  private readonly begunMs = performance.now();
  private voice: Voice | null = null;
  private speaksUntilMs = 0;
  private epoch: string | null = null;
  private isTalking = false;
  private isLoaded = false;

  constructor(following: Following<Board>, slot: string) {
    this.following = following;
    this.api = createApi(slot);
    this.reports = new Reports(slot);
    this.queue = new CallQueue(this.reports.calls);
    void this.askForEver();
    effect(() => this.look());
  }

  private look(): void {
    const view = this.following.view.value;
    if (view === null) return;
    if (this.epoch !== null && this.epoch !== view.epoch) this.queue.forget();
    this.epoch = view.epoch;
    const dropped = this.queue.take(view.body, this.serverMs());
    if (this.speaks) this.tell(dropped);
    void this.talk();
  }

  private get speaks(): boolean {
    return performance.now() < this.speaksUntilMs;
  }

  private serverMs(): number {
    return Date.now() + this.following.offsetMs.peek();
  }

  private async askForEver(): Promise<void> {
    for (;;) {
      if (!this.isLoaded) this.isLoaded = await this.player.load();
      this.needsTouch.value = !this.player.isAwake && performance.now() - this.begunMs < HINT_MS;
      await this.ask();
      void this.talk();
      void this.reports.send();
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  private async ask(): Promise<void> {
    const askedMs = performance.now();
    if (this.following.refused.peek() || this.following.view.peek() === null) return;
    try {
      this.voice = await this.api.put<Voice>("/voice", { able: this.player.isReady });
      this.queue.speakFor(this.voice.counters);
      // Counted from before it was asked: never longer than the server means.
      this.speaksUntilMs = this.voice.speaks ? askedMs + this.voice.for_s * 1_000 : 0;
    } catch {
      // No answer: what was given runs out by itself.
    }
  }

  /** Says what waits, one call at a time. */
  private async talk(): Promise<void> {
    if (this.isTalking) return;
    this.isTalking = true;
    try {
      for (let call = this.nextCall(); call; call = this.nextCall()) await this.say(call);
    } finally {
      this.isTalking = false;
    }
  }

  private nextCall(): BoardCall | undefined {
    return this.speaks && this.player.isReady ? this.queue.next() : undefined;
  }

  private async say(call: BoardCall): Promise<void> {
    const begun = this.serverMs();
    const isHeard = await this.sayRounds(call);
    if (isHeard) this.report(call, null, begun);
    else this.report(call, "no_sound", null);
  }

  /** True when the first round was heard; the others follow while the call still stands. */
  private async sayRounds(call: BoardCall): Promise<boolean> {
    const { player, voice } = this;
    const { tables } = player;
    if (tables === null || voice === null) return false;
    player.volume = voice.volume;
    const [first, ...others] = roundsOf(voice.langs, voice.repeat, this.queue.isCrowded);
    if (first === undefined) return false;
    const say = (lang: string) => player.play(stepsOf(tables, lang, { ...call, link: voice.link }));
    await player.chime(first);
    if (!(await say(first))) return false;
    for (const lang of others) {
      if (this.queue.isCrowded || !this.queue.isCalled(call)) break;
      await player.pause(tables.gaps_s.round);
      await say(lang);
    }
    return true;
  }

  private tell(dropped: readonly Dropped[]): void {
    for (const { call, why } of dropped) if (this.queue.isMine(call)) this.report(call, why, null);
  }

  private report(call: BoardCall, why: Why | null, begunMs: number | null): void {
    const report: Report = {
      epoch: this.epoch ?? "",
      call: call.seq,
      outcome: why === null ? "spoken" : "dropped",
      why,
      begun_at: begunMs === null ? null : new Date(begunMs).toISOString(),
      ended_at: new Date(this.serverMs()).toISOString(),
    };
    this.reports.add([report]);
  }
}
