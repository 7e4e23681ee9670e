// The staff's talk with the agent: a session for a PIN, how the kiosk is, orders to it.

import { ask, browser, type Refusal, type World } from "../agent";

export interface PrinterLook {
  name: string;
  state: string;
  cause: string | null;
  paper: string;
  model: string;
}

export interface HeldSlip {
  job: string;
  /** "" for a slip that carries no number. */
  label: string;
  at: string;
  why: string | null;
}

export interface Status {
  printers: PrinterLook[];
  link: string;
  backlog: number;
  rejected: number;
  held: HeldSlip[];
  clock: string;
  disk: string;
  version: string;
  issuer_no: number | null;
}

export type Order =
  | "test_slip"
  | "reprint_last"
  | "print_held"
  | "drop_held"
  | "paper_changed"
  | "restart";

export type Answer<T> = { value: T } | { refusal: Refusal };

const SILENT: Refusal = { code: "unreachable", message: "" };

/** Signs in; the token is for this page's memory only. */
export async function openSession(pin: string, secret: string, world: World = browser) {
  const headers = { "Motcua-Kiosk": secret };
  return post<{ staff: string; ends_s: number }>(world, "/api/staff/sessions", headers, { pin });
}

export async function fetchStatus(token: string, secret: string, world: World = browser) {
  const headers = { "Motcua-Kiosk": secret, "Motcua-Staff": token };
  const answer = await ask<Status & { error?: Refusal }>(world, "/api/staff/status", {
    method: "GET",
    headers,
  });
  return read<Status>(answer);
}

export async function give(
  order: Order,
  job: string | null,
  { token, secret }: { token: string; secret: string },
  world: World = browser,
) {
  const headers = { "Motcua-Kiosk": secret, "Motcua-Staff": token };
  return post<{ done: true }>(world, "/api/staff/orders", headers, { order, job });
}

async function post<T>(world: World, path: string, headers: Record<string, string>, body: unknown) {
  const answer = await ask<T & { error?: Refusal }>(world, path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return read<T>(answer);
}

function read<T>(answer: (T & { error?: Refusal }) | null): Answer<T> {
  if (answer === null) return { refusal: SILENT };
  return answer.error ? { refusal: answer.error } : { value: answer };
}
