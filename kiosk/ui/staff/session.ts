// One visit of the staff: PIN, then the menu, then locked again. Nothing of it is kept anywhere.
//
// It ends with the way out, 120 seconds after the PIN or the last order, or when the agent says so.

import { signal } from "@preact/signals";
import type { Refusal } from "../agent";
import { page, toStart } from "../flow";
import { state, steady } from "../hall";
import { fetchStatus, give, openSession, type Answer, type HeldSlip, type Order, type Status } from "./desk";

export const PIN_MAX = 12;
const STATUS_EVERY_MS = 2_000;
const TICK_MS = 500;
const PIN_WAIT_MS = 60_000;

/** What was last said to the staff: an order carried out, or why not. */
export type Notice = { done: Order } | { refusal: Refusal };

/** An order that is asked once more before it is given. */
export interface Doubt {
  order: "drop_held" | "restart";
  held: HeldSlip | null;
}

export const pin = signal("");
export const status = signal<Status | null>(null);
export const notice = signal<Notice | null>(null);
export const doubt = signal<Doubt | null>(null);
export const isBusy = signal(false);
export const leftMs = signal<number | null>(null);
/** Signed in; the token itself is drawn nowhere. */
export const isOpen = signal(false);

let token = "";
let visit = 0;
let lastsMs = 0;
let beganAt = 0;

const secretNow = () => state.value?.secret ?? "";

export function openPin(): void {
  visit += 1;
  token = pin.value = "";
  status.value = notice.value = doubt.value = leftMs.value = null;
  isBusy.value = isOpen.value = false;
  beganAt = steady();
}

export function typeDigit(digit: string): void {
  notice.value = null;
  pin.value = (pin.value + digit).slice(0, PIN_MAX);
}

export function eraseDigit(): void {
  pin.value = pin.value.slice(0, -1);
}

export async function signIn(): Promise<void> {
  if (pin.value === "" || isBusy.value) return;
  const mine = visit;
  const answer = await waitFor(openSession(pin.value, secretNow()));
  if (mine !== visit) return;
  pin.value = "";
  if ("refusal" in answer) {
    notice.value = answer;
    return;
  }
  token = answer.value.staff;
  lastsMs = answer.value.ends_s * 1_000;
  isOpen.value = true;
  beganAt = steady();
  void look(mine);
}

/** Away from the staff's pages: what they knew is forgotten. */
export function lock(): void {
  openPin();
  if (page.value.name === "staff") toStart();
}

export async function order(what: Order, held: HeldSlip | null = null): Promise<void> {
  doubt.value = null;
  if (isBusy.value) return;
  const mine = visit;
  const answer = await waitFor(give(what, held?.job ?? null, { token, secret: secretNow() }));
  if (mine !== visit) return;
  if ("value" in answer) beganAt = steady();
  notice.value = "refusal" in answer ? answer : { done: what };
  void look(mine, { isOnce: true });
}

async function waitFor<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  isBusy.value = true;
  try {
    return await asked;
  } finally {
    isBusy.value = false;
  }
}

/** Asks how the kiosk is, again and again while this visit lasts. */
async function look(mine: number, { isOnce = false } = {}): Promise<void> {
  do {
    const answer = await fetchStatus(token, secretNow());
    if (mine !== visit) return;
    if ("value" in answer) status.value = answer.value;
    else if (isOver(answer.refusal)) lock();
    if (!isOnce) await new Promise((resolve) => setTimeout(resolve, STATUS_EVERY_MS));
  } while (!isOnce && mine === visit);
}

function isOver({ code }: Refusal): boolean {
  return code.startsWith("staff_") || code === "page_foreign";
}

function tick(): void {
  if (page.value.name !== "staff") {
    if (isOpen.value || pin.value !== "") openPin();
    return;
  }
  const left = beganAt + (isOpen.value ? lastsMs : PIN_WAIT_MS) - steady();
  leftMs.value = Math.max(0, left);
  if (left <= 0) lock();
}

export function watchStaff(): void {
  setInterval(tick, TICK_MS);
}
