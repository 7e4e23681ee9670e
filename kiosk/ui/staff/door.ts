// The way to the staff's pages: the name of the site, held for three seconds.

import { toStart, turn } from "../flow";
import { state } from "../hall";
import { openPin } from "./session";

export const HOLD_MS = 3_000;
let waiting: ReturnType<typeof setTimeout> | undefined;

export function pressForStaff(): void {
  releaseStaff();
  if (state.value?.features.staff) waiting = setTimeout(open, HOLD_MS);
}

export function releaseStaff(): void {
  clearTimeout(waiting);
}

function open(): void {
  toStart();
  openPin();
  turn({ name: "staff" });
}
