// What the server says, in its own words: the staff view and answers of the API.

export interface Named {
  name_vi: string;
  name_en: string;
}

export interface Serving {
  id: string;
  started_at: string;
}

export interface Ticket {
  id: string;
  label: string;
  day: string;
  state: string;
  service: string;
  field: string;
  class: string;
  group: string | null;
  issuer: { kind: string; no: number | null };
  issued_at: string;
  ready_at: string;
  eff_at: string;
  counter: number | null;
  calls: number;
  called_at: string | null;
  dossier: { id: string; code: string } | null;
  slip: string | null;
  held_until: string | null;
  back_to: number | null;
}

export interface WaitingRow {
  id: string;
  label: string;
  service: string;
  class: string;
  group: string | null;
  ready_at: string;
  eff_at: string;
  /** Only where it waits for somebody in particular. */
  for_counter?: number;
  for_officer?: string;
}

export type CounterState = "open" | "paused" | "closed";

export interface StaffCounter {
  number: number;
  state: CounterState;
  officer: { id: string; name: string } | null;
  /** The browser it is open in; whose it was, if it was taken over; since when it is so. */
  seat: string | null;
  taken_from: string | null;
  since: string | null;
  pause_reason: string | null;
  services: string[];
  /** Today it serves something else than the catalogue says. */
  services_changed: boolean;
  ticket: Ticket | null;
  serving: Serving | null;
}

export interface StaffField extends Named {
  code: string;
  letter: string;
  waiting: number;
  rows: WaitingRow[];
}

export interface StaffService extends Named {
  code: string;
  field: string;
  short_vi: string;
  short_en: string;
  waiting: number;
  open_counters: number;
}

export interface Group extends Named {
  code: string;
}

/** What needs somebody now; one that only time brings about begins at `from`. */
export type Alarm =
  | { kind: "help"; counter: number; since: string }
  | { kind: "key_copied"; device: string; since: string }
  | { kind: "no_counter"; service: string; waiting: number }
  | { kind: "idle_counter"; counter: number; waiting: number; from: string };

export interface MissedRow {
  id: string;
  label: string;
  service: string;
  missed_at: string;
}

export interface HeldRow {
  id: string;
  label: string;
  service: string;
  counter: number;
  reason: string;
  until: string | null;
}

export interface Device {
  id: string;
  kind: string;
  name: string;
  counter: number | null;
  state: string;
  seen_at: string | null;
}

export interface KioskAlarm {
  kind: string;
  since: string;
}

/** How a paired kiosk is; counts are "at least so many", null while it never reported. */
export interface Kiosk {
  id: string;
  name: string;
  issuer_no: number | null;
  state: "good" | "attention" | "bad" | "unknown";
  link: "up" | "silent" | "never";
  printer: string;
  cause: string | null;
  paper: string;
  backlog: number | null;
  rejected: number | null;
  clock: string;
  disk: string;
  version: string | null;
  since: string | null;
  alarms: KioskAlarm[];
}

/** The view of consoles and managers: one site, now. */
export interface Staff {
  site: Named & { code: string };
  day: string;
  /** Today as it is written down, and since when it is so. */
  service_day: { state: "new" | "open" | "closed"; at: string | null };
  counters: StaffCounter[];
  fields: StaffField[];
  services: StaffService[];
  groups: Group[];
  alarms: Alarm[];
  missed: MissedRow[];
  held: HeldRow[];
  devices: Device[];
  kiosks: Kiosk[];
  notices: Record<NoticeKind, Notice | null>;
}

export type NoticeKind = "ticker" | "urgent";

/** What stands on every hall screen; the English may be empty. */
export interface Notice {
  vi: string;
  en: string;
  at: string;
}

export interface Identity {
  id: string;
  kind: string;
  role: string;
  site: string;
  counter: number | null;
  name: string;
  slot: string;
  seat: string | null;
}
