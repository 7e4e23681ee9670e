// A day of a site in figures, as `GET /api/v1/reports/…` gives it. A figure that cannot be
// known yet is null, never 0.

import type { Named } from "../shapes";

export interface Waits {
  wait_s_p50: number | null;
  wait_s_p90: number | null;
  within_15_share: number | null;
}

export interface ServiceFigures extends Named, Waits {
  service: string;
  field: string;
  waiting: number;
  issued: number;
  served: number;
  missed: number;
  serve_s_p50: number | null;
  counters_open: number;
}

export interface HourFigures extends Waits {
  hour: number;
  issued: number;
  called: number;
  served: number;
  missed: number;
}

export interface CurvePoint {
  at: string;
  waiting: number | null;
  wait_s_p50: number | null;
  wait_s_p90: number | null;
}

export interface Satisfaction {
  score_mean: number | null;
  given: number;
  given_pad: number;
  given_slip: number;
  opened: number;
  response_share: number | null;
  counts: Record<string, number>;
}

export interface Scale {
  version: string;
  /** Worst first. */
  answers: { value: number; text_vi: string; text_en: string }[];
}

/** What of the ratings somebody should look at; `count` is at least so many. */
export interface Watch {
  refused: { counter: number; why: string; count: number }[];
  hints: { counter: number; kind: string; count: number }[];
}

export interface Reconciliation {
  issued: number;
  waiting: number;
  called: number;
  serving: number;
  held: number;
  served: number;
  missed: number;
  cancelled: number;
  lapsed: number;
  difference: number;
}

export interface Figures extends Waits {
  site: Named & { code: string };
  day: string;
  at: string;
  live: boolean;
  waiting_now: number;
  longest_wait_s: number | null;
  issued: number;
  served: number;
  missed: number;
  cancelled: number;
  lapsed: number;
  counters_open: number;
  satisfaction: Satisfaction;
  scale: Scale;
  watch: Watch;
  by_service: ServiceFigures[];
  by_hour: HourFigures[];
  curve: CurvePoint[];
  reconciliation: Reconciliation;
  pauses: { counter: number; reason: string; paused_s: number }[];
  by_hand: {
    called: number;
    walk_ups: number;
    overtaken_s_p99: number | null;
    overtaken_s_max: number | null;
    overtaken: number;
    overtaken_by_max: number | null;
  };
}

/** The national target: at most 15 minutes of waiting (Decision 468/QĐ-TTg). */
export const TARGET_WAIT_S = 900;
