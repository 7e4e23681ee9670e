// Who waits for this counter, in the order the server calls them, and why.

import type { Staff, StaffCounter, Ticket, WaitingRow } from "../shapes";

// Labels a kiosk gave while the server was away carry its own number: B2-017.
const OWN_LABEL = /\d-\d/;

type Stamped = Pick<WaitingRow, "class" | "ready_at" | "eff_at">;

export interface Waiting {
  rows: WaitingRow[];
  /** Those whom the view counts but does not list. */
  unlisted: number;
}

/** The waiting tickets of some services: smallest stamp first, ties by id.
 *
 * For a counter, without those who wait for somebody else at work (the server's own rule). */
export function waitingFor(staff: Staff, services: string[], counter?: StaffCounter | null): Waiting {
  const wanted = new Set(services);
  const rows = staff.fields
    .flatMap((field) => field.rows)
    .filter((row) => wanted.has(row.service))
    .sort((a, b) => Date.parse(a.eff_at) - Date.parse(b.eff_at) || (a.id < b.id ? -1 : 1));
  const mine = counter ? rows.filter((row) => isFor(row, counter, staff)) : rows;
  const counted = staff.services
    .filter((service) => wanted.has(service.code))
    .reduce((sum, service) => sum + service.waiting, 0);
  return { rows: mine, unlisted: Math.max(0, counted - rows.length) };
}

function isFor({ for_counter, for_officer }: WaitingRow, mine: StaffCounter, staff: Staff): boolean {
  const atWork = staff.counters.filter(({ state }) => state !== "closed");
  const others = atWork.filter(({ number }) => number !== mine.number);
  return !others.some(({ number, officer }) => number === for_counter || (officer && officer.id === for_officer));
}

export function isOwnLabel(label: string): boolean {
  return OWN_LABEL.test(label);
}

/** Only the credit of a return puts an ordinary ticket before the time it became ready. */
export function hasComeBack({ class: kind, ready_at, eff_at }: Stamped): boolean {
  return kind === "ordinary" && Date.parse(eff_at) < wholeSecond(ready_at);
}

/** Stamps are whole seconds; a ticket knows its instants to the millisecond. */
function wholeSecond(instant: string): number {
  return Math.floor(Date.parse(instant) / 1_000) * 1_000;
}

/** Whole minutes since the ticket could be called. */
export function waitedMinutes(row: Pick<WaitingRow, "ready_at">, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(row.ready_at)) / 60_000));
}

/** Seconds from ready to the present call; null before the first. */
export function waitedBeforeCallS({ ready_at, called_at }: Pick<Ticket, "ready_at" | "called_at">): number | null {
  return called_at === null ? null : Math.max(0, (Date.parse(called_at) - Date.parse(ready_at)) / 1_000);
}
