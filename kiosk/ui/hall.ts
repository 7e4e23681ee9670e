// What the hall is now, as the agent on the same machine says it twice a second.

import { computed, signal } from "@preact/signals";
import { setZone } from "../../protocol/ui/format";
import { fetchState, type Field, type Opening, type Service, type State } from "./agent";

// The agent is in this very box: what it hears of paper stands here within a second.
const STATE_EVERY_MS = 500;
// So long silent, the agent is called away; a restart is shorter.
const SILENT_MS = 5_000;
// The same as on the server (protocol/hours.py).
const CLOSING_SOON_MS = 15 * 60_000;

export const state = signal<State | null>(null);
/** The site's time in ms; the agent's word, carried on by this page's steady clock. */
export const siteTime = signal<number | null>(null);
const silentMs = signal(0);

export const isAgentAway = computed(() => silentMs.value > SILENT_MS);

/** Why no numbers are given now, and when they are again; null while they are. */
export const closed = computed<Opening | null>(() => {
  const opening = state.value?.opening;
  return opening && !opening.is_open ? opening : null;
});

/** When numbers stop being given, once that is near. */
export const closingAt = computed<string | null>(() => {
  const at = state.value?.opening.closes_at ?? null;
  if (at === null || siteTime.value === null) return null;
  return Date.parse(at) - siteTime.value <= CLOSING_SOON_MS ? at : null;
});

/** No counter serves anything yet: said once, not on every answer. */
export const areCountersShut = computed(() => {
  const services = state.value?.fields.flatMap((field) => field.services) ?? [];
  return services.length > 0 && services.every((service) => service.open_counters === 0);
});

export const steady = () => performance.now();
let heardAt = steady();
let heardTime = 0;

/** A field as it stands at this moment. */
export function currentField(field: Field): Field {
  return state.value?.fields.find(({ code }) => code === field.code) ?? field;
}

/** A service as it stands at this moment; undefined when the hall has it no more. */
export function serviceNamed(code: string): Service | undefined {
  return state.value?.fields.flatMap(({ services }) => services).find((one) => one.code === code);
}

export function isUsedUp(service: Service): boolean {
  return service.left === 0;
}

async function refresh(): Promise<void> {
  const came = await fetchState();
  if (came === null) return;
  setZone(came.zone);
  heardAt = steady();
  heardTime = Date.parse(came.at);
  state.value = came;
}

/** Moves the site's clock on. */
export function tickHall(): void {
  silentMs.value = steady() - heardAt;
  if (state.value !== null) siteTime.value = heardTime + silentMs.value;
}

export function followHall(): void {
  void refresh();
  setInterval(() => void refresh(), STATE_EVERY_MS);
}
