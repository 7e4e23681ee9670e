// The desk of one officer: what is known of their counter now.
//
// The staff view is the truth. An answer to a command comes a moment before the view that
// holds it, so what the answer said of this counter stands in until a view is as new.

import { computed, effect, signal, untracked } from "@preact/signals";
import { ApiError, createApi, type Api } from "../../../protocol/ui/api";
import { follow, type Following } from "../../../protocol/ui/follow";
import { slot } from "../page";
import type { Group, Identity, Staff, StaffCounter, StaffService, Ticket } from "../shapes";
import { NO_DRAFT, type Draft } from "./outcomes";
import type { SlipPrinter } from "./printers";
import { Sender, type Order } from "./sender";

const IDENTITY_AGAIN_MS = 3_000;

/** What the officer can do next depends on this alone. */
export type Phase = "loading" | "away" | "elsewhere" | "free" | "paused" | "called" | "serving";

/** A question that stands open over the page. */
export type Question =
  | { kind: "close" | "issue" | "leave" | "walk_up" }
  | { kind: "pause" }
  | { kind: "skills" }
  | { kind: "take"; counter: number }
  | { kind: "cancel" | "hold" | "hand"; id: string; label: string }
  | { kind: "transfer"; id: string; label: string }
  | { kind: "reprint"; id: string; label: string; printers: SlipPrinter[] }
  | { kind: "let_in"; slip: string };

/** A step that may still be taken back: by which order, until when on the server's clock. */
export interface Undoable {
  order: Order;
  untilMs: number;
  say: () => string;
}

interface Learned {
  epoch: string;
  seq: number;
  counter: StaffCounter | null;
}

export class Desk {
  readonly api: Api = createApi(slot);
  readonly sender = new Sender(this.api);
  readonly following: Following<Staff> = follow<Staff>({ slot, path: "/api/v1/views/staff" });
  readonly identity = signal<Identity | null>(null);
  readonly draft = signal<Draft>(NO_DRAFT);
  readonly question = signal<Question | null>(null);
  readonly undoable = signal<Undoable | null>(null);
  /** The ticket of the thread that is shown, where it is not the one at hand. */
  readonly shown = signal<Ticket | null>(null);
  /** Where the API has what was looked up; null shows the ticket at hand. */
  readonly looked = signal<string | null>(null);
  /** What was looked up, if it may be a slip; and the same once nobody here knew it. */
  readonly typedSlip = signal<string | null>(null);
  readonly unknownSlip = signal<string | null>(null);
  readonly isRefused = computed(() => this.following.refused.value || this.sender.signedOut.value);
  readonly staff = computed(() => this.following.view.value?.body ?? null);
  readonly mine = computed(() => this.findMine());
  /** The officer's own counter, where it is open in another browser. */
  readonly elsewhere = computed(() => this.findElsewhere());
  readonly phase = computed(() => this.findPhase());

  private readonly learned = signal<Learned | null>(null);
  private readonly services = computed(() => indexed(this.staff.value?.services));
  private readonly groups = computed(() => indexed(this.staff.value?.groups));
  private readonly moment = computed(() => this.findMoment());

  constructor() {
    void this.learnIdentity();
    effect(() => {
      void this.moment.value;
      untracked(() => this.beginMoment());
    });
  }

  service(code: string): StaffService | undefined {
    return this.services.value.get(code);
  }

  group(code: string | null): Group | undefined {
    return code === null ? undefined : this.groups.value.get(code);
  }

  /** Notes what an answer said of this counter; `null` says it is nobody's now. */
  learn(seq: number, change: Partial<StaffCounter> | null): void {
    const view = this.following.view.peek();
    const before = this.mine.peek() ?? this.counter(change?.number);
    if (view === null || before === undefined) return;
    const counter = change === null ? null : { ...before, ...change };
    this.learned.value = { epoch: view.epoch, seq, counter };
  }

  private counter(number: number | undefined): StaffCounter | undefined {
    return this.staff.peek()?.counters.find((counter) => counter.number === number);
  }

  private findMine(): StaffCounter | null {
    const view = this.following.view.value;
    const me = this.identity.value;
    if (view === null || me === null) return null;
    const learned = this.learned.value;
    if (learned !== null && learned.epoch === view.epoch && learned.seq > view.rev) return learned.counter;
    const own = view.body.counters.find((counter) => isOf(counter, me)) ?? null;
    return own !== null && isHere(own, me) ? own : null;
  }

  private findElsewhere(): StaffCounter | null {
    const me = this.identity.value;
    if (me === null || this.mine.value !== null) return null;
    return this.staff.value?.counters.find((counter) => isOf(counter, me) && !isHere(counter, me)) ?? null;
  }

  private findPhase(): Phase {
    if (this.staff.value === null || this.identity.value === null) return "loading";
    const mine = this.mine.value;
    if (mine === null) return this.elsewhere.value === null ? "away" : "elsewhere";
    if (mine.ticket !== null) return mine.serving !== null ? "serving" : "called";
    return mine.state === "paused" ? "paused" : "free";
  }

  private findMoment(): string {
    const ticket = this.mine.value?.ticket?.id ?? "";
    return `${this.phase.value} ${ticket}`;
  }

  /** Another ticket, or the same one a stage further: what belonged to the last stage goes. */
  private beginMoment(): void {
    this.draft.value = NO_DRAFT;
    this.looked.value = null;
    this.sender.moveOn();
  }

  private async learnIdentity(): Promise<void> {
    try {
      this.identity.value = await this.api.get<Identity>("/identity");
    } catch (error) {
      const isRefused = error instanceof ApiError && error.status > 0 && error.status < 500;
      if (isRefused) this.sender.signedOut.value = true;
      else setTimeout(() => void this.learnIdentity(), IDENTITY_AGAIN_MS);
    }
  }
}

function isOf({ state, officer }: StaffCounter, me: Identity): boolean {
  return state !== "closed" && officer?.id === me.id;
}

function isHere({ seat }: StaffCounter, me: Identity): boolean {
  return seat === null || seat === me.seat;
}

function indexed<Item extends { code: string }>(items: Item[] | undefined): Map<string, Item> {
  return new Map((items ?? []).map((item) => [item.code, item]));
}
