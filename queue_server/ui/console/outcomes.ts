// How a serving may end, and what each end says besides.

export const OUTCOMES = ["done", "accepted", "guided_online", "incomplete", "refused"] as const;

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
  if (hasReason(outcome) && reason.trim()) said.reason = reason.trim();
  return said;
}

export function hasReason(outcome: string): boolean {
  return outcome === "incomplete" || outcome === "refused";
}
