// What was scanned: asked for once, shown once, gone when the citizen goes on or away.

import { computed, signal } from "@preact/signals";
import type { Named } from "./agent";
import { watchKeys } from "./keys";
import type { Scan } from "./wedge";

export type Answer =
  | { kind: "slip"; label: string; state: string; service: Named; ahead: number | null; counter: number | null }
  | { kind: "dossier"; code: string; lane: string | null; service: string | null }
  | { kind: "card"; group: string | null }
  | { kind: "damaged" | "unknown" | "away" | "repeat" | "busy" };

/** What the citizen chose to take along to the number: a dossier's code, a group. */
export interface Carried {
  dossier: string | null;
  group: string | null;
}

/** What the page around does; it alone turns pages. */
export interface Host {
  secret: () => string | undefined;
  /** A scanner is there, and no page stands that must not be covered. */
  isOn: () => boolean;
  noteLife: () => void;
}

const NOTHING: Carried = { dossier: null, group: null };
const TIMEOUT_MS = 4_000;

export const answer = signal<Answer | null>(null);
export const carried = signal<Carried>(NOTHING);
/** Something of a scan is on the page. */
export const hasScan = computed(() => answer.value !== null || carried.value !== NOTHING);
let lastSeq = 0;

/** Nothing of one citizen stays for the next. */
export function forgetScan(): void {
  closeAnswer();
  carried.value = NOTHING;
}

export function closeAnswer(): void {
  answer.value = null;
}

export function carry(what: Partial<Carried>): void {
  carried.value = { ...carried.value, ...what };
  closeAnswer();
}

function show(came: Answer, host: Host): void {
  if (came.kind === "repeat" || !host.isOn()) return;
  host.noteLife();
  answer.value = came;
}

/** A serial scanner's answer comes with the agent's state, again and again for some seconds. */
export function hearSerial(scan: (Answer & { seq: number }) | null | undefined, host: Host): void {
  if (!scan || scan.seq === lastSeq) return;
  lastSeq = scan.seq;
  show(scan, host);
}

export function watchScans(host: Host): void {
  watchKeys(host.isOn, (scan) => {
    const secret = host.secret();
    if (secret !== undefined) void ask(scan, secret).then((came) => show(came, host));
  });
}

async function ask(scan: Scan, secret: string): Promise<Answer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch("/api/scans", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Motcua-Kiosk": secret },
      body: JSON.stringify({ text: scan.text, via: "wedge", keys: { suffix: scan.suffix } }),
      cache: "no-store",
      signal: abort.signal,
    });
    return response.ok ? ((await response.json()) as Answer) : { kind: "busy" };
  } catch {
    return { kind: "busy" };
  } finally {
    clearTimeout(timer);
  }
}
