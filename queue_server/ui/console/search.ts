// Finds a dossier thread by what was typed or scanned.

import type { Desk } from "./desk";
import { slipIn, targetOf } from "./lookup";

export const SEARCH_FIELD = "search-field";

/** Shows the thread of a code, a label or a slip. */
export function lookUp(desk: Desk, typed: string): void {
  const path = targetOf(typed);
  if (path === null) return;
  desk.typedSlip.value = slipIn(typed);
  desk.looked.value = path;
}

/** Shows the thread of a ticket in a list. */
export function showTicket(desk: Desk, id: string): void {
  desk.typedSlip.value = null;
  desk.looked.value = ticketPath(id);
}

export function ticketPath(id: string): string {
  return `/tickets/${id}`;
}
