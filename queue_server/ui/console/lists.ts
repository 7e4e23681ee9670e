// Which of the two lists stands beside the ticket.

import { signal } from "@preact/signals";

export type List = "waiting" | "missed";

export const shownList = signal<List>("waiting");

export function showOtherList(): void {
  shownList.value = shownList.value === "waiting" ? "missed" : "waiting";
  requestAnimationFrame(focusFirstRow);
}

function focusFirstRow(): void {
  document.querySelector<HTMLElement>("#list-panel button")?.focus();
}
