// How a serving may end, and what each end says besides.

import { OUTCOME_REASONS } from "./reasons";

export const OUTCOMES = ["done", "accepted", "guided_online", "incomplete", "refused"] as const;

/** The keys of an outcome's reasons go on where those of the outcomes end. */
export const REASON_KEYS = ["6", "7", "8", "9", "0"];

/** What the officer has chosen and typed so far. */
export interface Draft {
  outcome: string;
  code: string;
  reason: string;
}

export const NO_DRAFT: Draft = { outcome: "done", code: "", reason: "" };

/** What an outcome carries: a dossier code only when accepted, a reason only when it has one. */
export function outcomeOf({ outcome, code, reason }: Draft): Record<string, string> {
  const said: Record<string, string> = { outcome };
  if (outcome === "accepted" && code.trim()) said.dossier_code = code.trim();
  if (hasReason(outcome) && reason) said.reason = reason;
  return said;
}

export function hasReason(outcome: string): boolean {
  return outcome in OUTCOME_REASONS;
}
