// The lists of the administration, as the API gives them.

import type { Kiosk } from "../shapes";

export interface DeviceRow {
  id: string;
  kind: string;
  name: string;
  counter: number | null;
  issuer_no: number | null;
  /** The counters a hall screen shows; none are the whole hall. */
  zone: number[];
  state: string;
  seen_at: string | null;
  /** Since when its key is known to be used in two places. */
  copied_at: string | null;
  /** How a kiosk is; null for a screen or pad. */
  kiosk: Kiosk | null;
  /** Numbers it had not delivered when it was heard last, at `heard_at`. */
  undelivered: number | null;
  heard_at: string | null;
}

export interface AccountRow {
  id: string;
  login: string;
  name: string;
  role: string;
  is_active: boolean;
  has_password: boolean;
  has_codes: boolean;
}

export interface Catalogue {
  counters: { number: number; services: string[] }[];
}

export interface JournalRow {
  seq: number;
  type: string;
  at: string;
  by: { kind: string; id: string };
  subject: string;
  data: { label?: string; counter?: number; code?: string; official_code?: string };
  hash: string;
}
