// Which of the lists stands beside the ticket.

import { signal } from "@preact/signals";

export type List = "waiting" | "missed" | "held";

export const shownList = signal<List>("waiting");

/** The one that the key shows next; nobody held is nothing to show. */
export function nextList(hasHeld: boolean): List {
  const lists: List[] = hasHeld ? ["waiting", "missed", "held"] : ["waiting", "missed"];
  return lists[(lists.indexOf(shownList.value) + 1) % lists.length] ?? "waiting";
}

export function showNextList(hasHeld: boolean): void {
  shownList.value = nextList(hasHeld);
  requestAnimationFrame(focusFirstRow);
}

function focusFirstRow(): void {
  document.querySelector<HTMLElement>("#list-panel button")?.focus();
}
