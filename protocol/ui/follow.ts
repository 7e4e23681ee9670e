// Keeps a screen at the newest view of its site, and knows how fresh that is.
//
// The socket says `hello` with where the screen is, and is sent views. A pulse every two
// seconds says where the site is; a screen that is behind says `hello` again. When nothing
// was heard for five and a half seconds the view is stale, the page says so, and the same view is asked
// for over HTTP until the socket is back. A pulse ahead of our view does not count as
// hearing: a screen that is only told it is behind must not call itself live.

import { signal, type ReadonlySignal } from "@preact/signals";
import { io, type Socket } from "socket.io-client";
import { Keeping } from "./kept";
import { isAhead, newest, placeOf, type Pulse, type View } from "./newest";

export const STALE_AFTER_MS = 5_500;
const POLL_EVERY_MS = 2_500;
const POLL_TIMEOUT_MS = 4_000;
// Attempts are 0 to 2 s apart and give up after 3 s: back within 5 s of the server's return.
const RETRY_MS = 1_000;
const RETRY_MAX_MS = 2_000;
const CONNECT_TIMEOUT_MS = 3_000;
const HELLO_SPREAD_MS = 300;
// Nobody pairs a screen in a hurry, and it loads anew when it is paired.
const REFUSED_RETRY_MS = 10_000;
const REFUSED = [401, 403];

export interface Freshness {
  /** `never` until the first view; `stale` when the last one may be out of date. */
  state: "never" | "live" | "stale";
  /** Server time, in ms since 1970, at which the view was last known to be current. */
  at: number | null;
  /** The same moment on this page's own steady clock (`performance.now()`), to tell its age. */
  heardAt: number | null;
}

export interface FollowOptions<Body> {
  /** Names the credential to use: `hall`, `counter-3`, `console`, … */
  slot: string;
  /** Where the same view is to be had over HTTP, e.g. `/api/v1/views/board`. */
  path: string;
  /** Where the browser keeps the newest view over a reload; nowhere if not named. */
  kept?: string;
  onView?: (view: View<Body>) => void;
  onFresh?: (freshness: Freshness) => void;
  random?: () => number;
}

export interface Following<Body> {
  view: ReadonlySignal<View<Body> | null>;
  freshness: ReadonlySignal<Freshness>;
  /** Server clock less this machine's, in ms: `Date.now() + offsetMs.value` is server time. */
  offsetMs: ReadonlySignal<number>;
  /** True while the server does not accept this browser's credential. */
  refused: ReadonlySignal<boolean>;
  stop(): void;
}

/** Follows one view of a site until stopped. */
export function follow<Body>(options: FollowOptions<Body>): Following<Body> {
  return new Follower<Body>(options);
}

class Follower<Body> implements Following<Body> {
  readonly view = signal<View<Body> | null>(null);
  readonly freshness = signal<Freshness>({ state: "never", at: null, heardAt: null });
  readonly offsetMs = signal(0);
  readonly refused = signal(false);

  private readonly options: FollowOptions<Body>;
  private readonly random: () => number;
  private readonly socket: Socket;
  private readonly keeping: Keeping<Body> | null;
  private silence: Timer;
  private nextHello: Timer;
  private nextPoll: Timer;
  private nextAttempt: Timer;
  private polling: AbortController | null = null;

  constructor(options: FollowOptions<Body>) {
    this.options = options;
    this.random = options.random ?? Math.random;
    this.keeping = options.kept ? new Keeping<Body>(options.kept) : null;
    this.beginWithKept();
    this.socket = io({
      transports: ["websocket"],
      forceNew: true,
      auth: { slot: options.slot },
      timeout: CONNECT_TIMEOUT_MS,
      reconnectionDelay: RETRY_MS,
      reconnectionDelayMax: RETRY_MAX_MS,
      randomizationFactor: 1,
    });
    this.socket.on("connect", () => this.hello());
    this.socket.on("view", (view: View<Body>) => this.takeView(view));
    this.socket.on("pulse", (pulse: Pulse) => this.takePulse(pulse));
    this.socket.on("disconnect", () => this.lose());
    this.socket.on("connect_error", () => this.doubt());
    this.silence = setTimeout(() => this.fallSilent(), STALE_AFTER_MS);
  }

  stop(): void {
    for (const timer of [this.silence, this.nextHello, this.nextAttempt]) clearTimeout(timer);
    this.stopPolling();
    this.socket.close();
  }

  /** What was known before the page was loaded is shown as old as it is. */
  private beginWithKept(): void {
    const kept = this.keeping?.read();
    if (!kept) return;
    this.view.value = kept.view;
    const ageMs = Math.max(0, Date.now() - kept.wallMs);
    this.offsetMs.value = kept.at - kept.wallMs;
    this.freshness.value = { state: "stale", at: kept.at, heardAt: performance.now() - ageMs };
  }

  private hello(): void {
    clearTimeout(this.nextHello);
    this.nextHello = undefined;
    this.socket.emit("hello", placeOf(this.view.value));
  }

  private takeView(view: View<Body>): void {
    this.stopPolling();
    this.keep(view, null);
  }

  private takePulse(pulse: Pulse): void {
    this.stopPolling();
    const at = Date.parse(pulse.at);
    this.offsetMs.value = at - Date.now();
    if (!isAhead(pulse, this.view.value)) this.hear(at);
    else this.nextHello ??= setTimeout(() => this.hello(), this.random() * HELLO_SPREAD_MS);
  }

  private keep(view: View<Body>, at: number | null): void {
    const kept = newest(this.view.value, view);
    const changed = kept !== this.view.value;
    if (changed) this.view.value = kept;
    this.hear(at ?? Date.now() + this.offsetMs.value);
    if (changed) this.options.onView?.(kept);
  }

  private hear(at: number): void {
    this.refused.value = false;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.fallSilent(), STALE_AFTER_MS);
    this.refresh({ state: "live", at, heardAt: performance.now() });
    if (this.view.value !== null) this.keeping?.keep(this.view.value, at, Date.now());
  }

  private refresh(freshness: Freshness): void {
    this.freshness.value = freshness;
    this.options.onFresh?.(freshness);
  }

  private lose(): void {
    this.markStale();
    this.reconnect();
  }

  private fallSilent(): void {
    this.markStale();
    this.startPolling();
  }

  private markStale(): void {
    if (this.freshness.value.state !== "live") return;
    this.refresh({ ...this.freshness.value, state: "stale" });
  }

  // A socket that could not be had gives no reason; HTTP tells a missing credential at once.
  private doubt(): void {
    this.startPolling();
    this.reconnect();
  }

  // The library comes back by itself from a broken line, but not when the server itself
  // closed the socket or refused it. A refusal may be a missing credential: HTTP tells.
  private reconnect(): void {
    if (this.socket.active) return;
    this.startPolling();
    clearTimeout(this.nextAttempt);
    this.nextAttempt = setTimeout(() => this.socket.connect(), this.after(RETRY_MS));
  }

  /** A length of about `lengthMs`, different for each screen; longer while refused. */
  private after(lengthMs: number): number {
    const base = this.refused.value ? REFUSED_RETRY_MS : lengthMs;
    return base * (0.8 + 0.4 * this.random());
  }

  private startPolling(): void {
    if (this.polling !== null) return;
    this.polling = new AbortController();
    void this.poll(this.polling);
  }

  private stopPolling(): void {
    clearTimeout(this.nextPoll);
    this.polling?.abort();
    this.polling = null;
  }

  private async poll(polling: AbortController): Promise<void> {
    await this.fetchView(polling.signal);
    if (polling.signal.aborted) return;
    this.nextPoll = setTimeout(() => void this.poll(polling), this.after(POLL_EVERY_MS));
  }

  private async fetchView(stopped: AbortSignal): Promise<void> {
    const request = new AbortController();
    const abort = () => request.abort();
    stopped.addEventListener("abort", abort);
    const timer = setTimeout(abort, POLL_TIMEOUT_MS);
    try {
      const headers = { "Motcua-Slot": this.options.slot };
      const answer = await fetch(this.options.path, { headers, cache: "no-store", signal: request.signal });
      if (REFUSED.includes(answer.status)) this.refuse();
      if (answer.ok) this.takeAnswer(await answer.json(), answer.headers.get("Date"));
    } catch {
      // No answer in time: the view is already marked stale, and the next poll asks again.
    } finally {
      clearTimeout(timer);
      stopped.removeEventListener("abort", abort);
    }
  }

  private refuse(): void {
    this.refused.value = true;
    this.keeping?.forget();
  }

  private takeAnswer(view: View<Body>, date: string | null): void {
    const at = date === null ? NaN : Date.parse(date);
    if (!Number.isNaN(at)) this.offsetMs.value = at - Date.now();
    this.keep(view, Number.isNaN(at) ? null : at);
  }
}

type Timer = ReturnType<typeof setTimeout> | undefined;
