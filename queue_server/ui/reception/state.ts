// What reception has before it: the slip that was looked up and how it stands.
//
// The answer is asked for again whenever the hall changed, so what is read out to a citizen is
// what is so now.

import { effect, signal, untracked } from "@preact/signals";
import { ApiError } from "../../../protocol/ui/api";
import type { Entry } from "../console/timeline";
import { Desk } from "../console/desk";
import { slipIn } from "../console/lookup";
import type { Issued } from "../console/orders";
import type { Ticket } from "../shapes";

const AGAIN_MS = 1_000;
export const LOOKUP_FIELD = "lookup-field";

export interface Found {
  ticket: Ticket;
  ahead: number | null;
  timeline: Entry[];
  tickets: Ticket[];
}

export interface Printer {
  id: string;
  name: string;
}

export class Reception {
  readonly desk = new Desk();
  /** What was looked up, as it is asked for. */
  readonly asked = signal<string | null>(null);
  readonly found = signal<Found | null>(null);
  readonly error = signal<ApiError | null>(null);
  readonly given = signal<Issued | null>(null);
  readonly isRollOpen = signal(false);
  readonly printers = signal<Printer[]>([]);
  /** The machine that prints what is given here; "" prints nothing. */
  readonly printer = signal("");
  private again = 0;

  constructor() {
    // A slip that was let in is shown by its ticket.
    effect(() => {
      const path = this.desk.looked.value;
      if (path !== null) untracked(() => void this.showLetIn(path));
    });
    effect(() => {
      void this.desk.following.view.value?.rev;
      untracked(() => this.askLater());
    });
  }

  /** Looks a number, a code or a slip's address up; what is none of them is asked for as it is. */
  lookUp(typed: string): void {
    const text = typed.trim();
    if (text === "") return;
    this.desk.sender.dismiss();
    this.asked.value = slipIn(text) ?? text;
    void this.ask();
  }

  private askLater(): void {
    clearTimeout(this.again);
    if (this.found.peek() !== null) this.again = setTimeout(() => void this.ask(), AGAIN_MS);
  }

  private async ask(): Promise<void> {
    const slip = this.asked.peek();
    if (slip === null) return;
    try {
      const found = await this.desk.api.get<Found>(`/lookups/${encodeURIComponent(slip)}`);
      if (this.asked.peek() === slip) this.show(found, null);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) this.desk.sender.signedOut.value = true;
      else if (this.asked.peek() === slip) this.show(null, error);
    }
  }

  private show(found: Found | null, error: ApiError | null): void {
    // A broken line takes nothing away that was there.
    if (error?.status === 0 && this.found.peek() !== null) return;
    this.found.value = found;
    this.error.value = error;
    this.desk.shown.value = found?.ticket ?? null;
  }

  private async showLetIn(path: string): Promise<void> {
    this.desk.looked.value = null;
    const { ticket } = await this.desk.api.get<Found>(path);
    this.asked.value = ticket.label;
    await this.ask();
  }
}

/** The next scan goes there, whatever was pressed before. */
export function focusLookup(): void {
  const field = document.getElementById(LOOKUP_FIELD) as HTMLInputElement | null;
  field?.focus();
  field?.select();
}
