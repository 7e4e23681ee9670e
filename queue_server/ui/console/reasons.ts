// Why it was done: the server's closed lists (queue_server/domain/reasons.py), in the order they
// are offered, and their words.

import { hasText, t } from "../../../protocol/ui/i18n";

export const PAUSE_REASONS = ["rest", "meeting", "helping", "trouble"];
export const CANCEL_REASONS = ["left", "mistaken", "twice"];
export const HOLD_REASONS = ["form", "copies", "payment", "fetch", "advice"];
export const HAND_REASONS = ["frail", "urgent", "promised", "overlooked"];
export const EXCEPTION_REASONS = ["arrived", "frail", "urgent", "promised", "machine"];
export const EXPORT_REASONS = ["inspection", "appraisal", "complaint", "roster"];
export const OUTCOME_REASONS: Record<string, string[]> = {
  incomplete: ["no_identity", "no_form", "no_proof", "no_original", "differs"],
  refused: ["elsewhere", "not_eligible", "no_mandate", "not_ready"],
};

/** The words of a reason; rows of before the lists hold them already. */
export function reasonWords(reason: string): string {
  const key = `reason.${reason}`;
  return hasText(key) ? t(key) : reason;
}
