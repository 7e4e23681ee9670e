// The way of a citizen through the pages, and the only place that changes it.

import { computed, signal } from "@preact/signals";
import { setZone } from "../../protocol/ui/format";
import { language } from "../../protocol/ui/i18n";
import {
  fetchState,
  fetchTicket,
  newTap,
  take,
  type Field,
  type Refusal,
  type Service,
  type State,
  type Ticket,
  type Wish,
} from "./agent";
import { IdleWatch, type Patience, type Presence } from "./idle";

export type Page =
  | { name: "fields" }
  | { name: "services"; field: Field }
  | { name: "class"; field: Field; service: Service }
  | { name: "taking" }
  | { name: "number"; ticket: Ticket; settledAt: number | null }
  | { name: "refused"; refusal: Refusal };

// The agent is in this very box: what it hears of paper stands here within a second.
const STATE_EVERY_MS = 500;
const SLIP_EVERY_MS = 700;
const TICK_MS = 250;
// A second touch of the same finger must not choose on the page that the first one opened.
const GHOST_MS = 400;
// So long silent, the agent is called away; a restart is shorter.
const SILENT_MS = 5_000;
// A slip of which nothing is heard does not hold the screen for ever.
const SLIP_WAIT_MS = 30_000;

export const state = signal<State | null>(null);
export const page = signal<Page>({ name: "fields" });
export const isLarge = signal(false);
export const presence = signal<Presence>({ state: "present" });
/** The site's time in ms; the agent's word, carried on by this page's steady clock. */
export const siteTime = signal<number | null>(null);
/** Before the fonts are there, everything is measured too narrow. */
export const areFontsReady = signal(false);
const silentMs = signal(0);

export const isAgentAway = computed(() => silentMs.value > SILENT_MS);

/** No counter serves anything yet: said once, not on every answer. */
export const isHallClosed = computed(() => {
  const services = state.value?.fields.flatMap((field) => field.services) ?? [];
  return services.length > 0 && services.every((service) => service.open_counters === 0);
});

const steady = () => performance.now();
const watch = new IdleWatch(steady);
let heardAt = steady();
let heardTime = 0;
let turnedAt = -Infinity;

// --- turning pages -----------------------------------------------------------------------------

function turn(next: Page): void {
  turnedAt = steady();
  watch.touch();
  page.value = next;
}

/** Wraps what a touch does: nothing, when it came with the page turn itself. */
function touched(act: () => void): void {
  if (steady() - turnedAt >= GHOST_MS) act();
}

export function chooseField(field: Field): void {
  const [only, ...others] = field.services;
  touched(() =>
    turn(
      only && others.length === 0
        ? { name: "class", field, service: only }
        : { name: "services", field },
    ),
  );
}

export function chooseService(field: Field, service: Service): void {
  touched(() => turn({ name: "class", field, service }));
}

export function goBack(): void {
  const here = page.value;
  const isDeep = here.name === "class" && here.field.services.length > 1;
  touched(() => turn(isDeep ? { name: "services", field: here.field } : { name: "fields" }));
}

export function finish(): void {
  touched(toStart);
}

export function switchLanguage(): void {
  language.value = language.value === "vi" ? "en" : "vi";
}

export function switchSize(): void {
  isLarge.value = !isLarge.value;
}

/** Any touch or key anywhere; while the page asks, only its own answer counts. */
function noteTouch(): void {
  if (presence.value.state === "present") watch.touch();
}

/** The citizen is still there. The same finger must not choose what was under the question. */
export function stay(): void {
  turnedAt = steady();
  watch.touch();
  presence.value = { state: "present" };
}

/** Nothing of one citizen stays for the next. */
function toStart(): void {
  language.value = "vi";
  isLarge.value = false;
  presence.value = { state: "present" };
  turn({ name: "fields" });
}

// --- the tap -----------------------------------------------------------------------------------

export function takeNumber(service: Service, group: string | null): void {
  const secret = state.value?.secret;
  if (secret === undefined) return;
  const wish: Wish = {
    service: service.code,
    class: group === null ? "ordinary" : "priority",
    group,
    lang: language.value,
  };
  touched(() => {
    turn({ name: "taking" });
    void bring(wish, secret);
  });
}

async function bring(wish: Wish, secret: string): Promise<void> {
  const outcome = await take(newTap(wish), secret);
  if ("refusal" in outcome) turn({ name: "refused", refusal: outcome.refusal });
  else showNumber(outcome.ticket);
}

function showNumber(ticket: Ticket): void {
  turn({ name: "number", ticket, settledAt: isSettled(ticket) ? steady() : null });
  void followSlip(ticket.request_id, steady());
}

function isSettled(ticket: Ticket): boolean {
  return ticket.slip !== "printing";
}

/** Keeps the print line true as long as the number stands on the screen. */
async function followSlip(requestId: string, since: number): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, SLIP_EVERY_MS));
    const here = page.value;
    if (here.name !== "number" || here.ticket.request_id !== requestId) return;
    const ticket = (await fetchTicket(requestId)) ?? here.ticket;
    if (page.value !== here) continue;
    const isOver = isSettled(ticket) || steady() - since > SLIP_WAIT_MS;
    const isNews = ticket.slip !== here.ticket.slip;
    if (isNews) watch.touch();
    if (isNews || (isOver && here.settledAt === null)) {
      page.value = { ...here, ticket, settledAt: isOver ? (here.settledAt ?? steady()) : null };
    }
  }
}

// --- what goes on beside the citizen -----------------------------------------------------------

async function refreshState(): Promise<void> {
  const came = await fetchState();
  if (came === null) return;
  setZone(came.zone);
  heardAt = steady();
  heardTime = Date.parse(came.at);
  state.value = came;
}

/** How long this page waits for a touch; null where it must not ask. */
export function patienceOf(here: Page, timing: State["timing"]): Patience | null {
  const warningMs = timing.warning_s * 1_000;
  if (here.name === "taking") return null;
  if (here.name !== "number") return { idleMs: timing.idle_s * 1_000, warningMs };
  if (here.settledAt === null) return null;
  const isOnPaper = here.ticket.slip === "printed";
  return { idleMs: (isOnPaper ? timing.number_s : timing.unprinted_s) * 1_000, warningMs };
}

function isAtRest(here: Page): boolean {
  return here.name === "fields" && language.value === "vi" && !isLarge.value;
}

function tick(): void {
  silentMs.value = steady() - heardAt;
  if (state.value === null) return;
  siteTime.value = heardTime + silentMs.value;
  const here = page.value;
  const patience = isAtRest(here) ? null : patienceOf(here, state.value.timing);
  presence.value = watch.look(patience);
  if (presence.value.state === "gone") toStart();
}

export function start(): void {
  void document.fonts.ready.then(() => (areFontsReady.value = true));
  void refreshState();
  setInterval(() => void refreshState(), STATE_EVERY_MS);
  setInterval(tick, TICK_MS);
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, noteTouch, true);
  addEventListener("contextmenu", (event) => event.preventDefault());
}
