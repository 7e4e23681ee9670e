// The way of a citizen through the pages, and the only place that changes it.

import { computed, signal } from "@preact/signals";
import type { Field, Refusal, Service, State, Ticket, Wish } from "./agent";
import { isPlain, resetComfort } from "./comfort";
import { closed, isAgentAway, serviceNamed, state, steady, tickHall } from "./hall";
import { IdleWatch, type Patience, type Presence } from "./idle";
import { forgetScan, hasScan } from "./scan";
import { pageTurned } from "./touch";

/** A page on which something is chosen. */
export type Choice =
  | { name: "fields" }
  | { name: "services"; field: Field }
  | { name: "search"; text: string };

export type Page =
  | Choice
  | { name: "last"; service: Service; from: Choice }
  | { name: "again"; wish: Wish; label: string }
  | { name: "taking" }
  | { name: "number"; ticket: Ticket; settledAt: number | null }
  | { name: "refused"; refusal: Refusal }
  | { name: "staff" };

/** What the citizen sees: the page, or what stands in its way. */
export type Shown = Page["name"] | "starting" | "stopped" | "closed";

/** What somebody came for, found out by other means than the first questions. */
export interface Lane {
  service: string;
}

const TICK_MS = 250;
const START: Page = { name: "fields" };

export const page = signal<Page>(START);
export const presence = signal<Presence>({ state: "present" });
const watch = new IdleWatch(steady);

/** A citizen's number, or the way to it, is never taken away by what happens beside it. */
export const shown = computed<Shown>(() => {
  const { name } = page.value;
  if (name === "number" || name === "taking" || name === "staff") return name;
  if (state.value === null || isAgentAway.value) return "starting";
  if (state.value.stopped) return "stopped";
  if (name === "refused") return name;
  return closed.value ? "closed" : name;
});

// --- turning pages -----------------------------------------------------------------------------

export function turn(next: Page): void {
  pageTurned();
  watch.touch();
  page.value = next;
}

export function chooseField(field: Field): void {
  const [only, ...others] = field.services;
  if (only && others.length === 0) turn({ name: "last", service: only, from: { name: "fields" } });
  else turn({ name: "services", field });
}

/** To the last question, from wherever the service was found. */
export function chooseService(service: Service): void {
  const here = page.value;
  const isChoice = here.name === "services" || here.name === "search";
  turn({ name: "last", service, from: isChoice ? here : { name: "fields" } });
}

/** Jumps to the last question of a lane; false when the hall does not offer it now. */
export function showLane({ service }: Lane): boolean {
  const offered = serviceNamed(service);
  if (offered === undefined || closed.value) return false;
  turn({ name: "last", service: offered, from: { name: "fields" } });
  return true;
}

export function openSearch(): void {
  turn({ name: "search", text: "" });
}

export function goBack(): void {
  const here = page.value;
  turn(here.name === "last" ? here.from : START);
}

/** Nothing of one citizen stays for the next. */
export function toStart(): void {
  resetComfort();
  forgetScan();
  presence.value = { state: "present" };
  turn(START);
}

/** The same citizen, another errand: what they set for their eyes and hands stays. */
export function beginAgain(): void {
  turn(START);
}

// --- is somebody there? ------------------------------------------------------------------------

/** Something happened that a citizen looks at. */
export function noteLife(): void {
  watch.touch();
}

/** Any touch or key anywhere; while the page asks, only its own answer counts. */
function noteTouch(): void {
  if (presence.value.state === "present") watch.touch();
}

/** The citizen is still there. The same finger must not choose what was under the question. */
export function stay(): void {
  pageTurned();
  watch.touch();
  presence.value = { state: "present" };
}

/** How long this page waits for a touch; null where it must not ask. */
export function patienceOf(here: Page, timing: State["timing"]): Patience | null {
  const warningMs = timing.warning_s * 1_000;
  if (here.name === "taking" || here.name === "staff") return null;
  if (here.name !== "number") return { idleMs: timing.idle_s * 1_000, warningMs };
  if (here.settledAt === null) return null;
  const isOnPaper = here.ticket.slip === "printed";
  return { idleMs: (isOnPaper ? timing.number_s : timing.unprinted_s) * 1_000, warningMs };
}

function tick(): void {
  tickHall();
  if (state.value === null) return;
  const here = page.value;
  const isAtRest = here.name === "fields" && isPlain.value && !hasScan.value;
  const now = watch.look(isAtRest ? null : patienceOf(here, state.value.timing));
  // The question covers the page: a finger on its way down must not answer it.
  if (now.state === "asking" && presence.value.state === "present") pageTurned();
  presence.value = now;
  if (now.state === "gone") toStart();
}

export function watchForPeople(): void {
  setInterval(tick, TICK_MS);
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, noteTouch, true);
}
