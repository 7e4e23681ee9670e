// What these screens are sent, as protocol/views.py names it.

export interface Site {
  code: string;
  name_vi: string;
  name_en: string;
}

export type CounterState = "open" | "paused" | "closed";

export interface BoardCall {
  seq: number;
  label: string;
  counter: number;
  call: number;
  at: string;
  state: string;
  /** Spoken in the hall already, or dropped. */
  announced: boolean;
}

export interface BoardCounter {
  number: number;
  state: CounterState;
  label: string | null;
  phase: "called" | "serving" | null;
}

export interface BoardField {
  code: string;
  letter: string;
  name_vi: string;
  name_en: string;
  waiting: number;
}

/** What a manager put on the hall screens; the English may be empty. */
export interface Notice {
  vi: string;
  en: string;
  at: string;
}

export interface Board {
  site: Site;
  day: string;
  /** Newest first. */
  calls: BoardCall[];
  counters: BoardCounter[];
  fields: BoardField[];
  /** A line at the foot, and words over everything. */
  ticker: Notice | null;
  urgent: Notice | null;
  /** File names of pictures and videos, in their order. */
  media: string[];
}

export interface CounterTicket {
  label: string;
  state: string;
  service_vi: string;
  service_en: string;
  called_at: string;
}

export interface OpenRating {
  serving: string;
  opened_at: string;
  until: string;
}

export interface ScaleAnswer {
  value: number;
  text_vi: string;
  text_en: string;
  asks_reason: boolean;
}

export interface ScaleReason {
  code: string;
  text_vi: string;
  text_en: string;
}

/** Three to five answers, worst first, and why a bad one was given. */
export interface Scale {
  version: string;
  answers: ScaleAnswer[];
  reasons: ScaleReason[];
}

export interface CounterView {
  site: Site;
  counter: { number: number; state: CounterState; pause_reason: string | null };
  ticket: CounterTicket | null;
  rating: OpenRating | null;
  scale: Scale;
}
