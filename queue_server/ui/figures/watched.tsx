// What of the day's ratings somebody should look at: hints in plain words, never proof.

import { formatCount } from "../../../protocol/ui/format";
import { hasText, t } from "../../../protocol/ui/i18n";
import type { Watch } from "./shapes";

/** Gives the sentences there are words for, the hints first. */
export function sentencesOf({ hints, refused }: Watch): { hints: string[]; refused: string[] } {
  const say = (key: string, { counter, count }: { counter: number; count: number }) =>
    hasText(key) ? [t(key, { counter, count: formatCount(count) })] : [];
  return {
    hints: hints.flatMap((hint) => say(`manager.hint.${hint.kind}`, hint)),
    refused: refused.flatMap((line) => say(`manager.refused.${line.why}`, line)),
  };
}

export function Watched({ watch }: { watch: Watch }) {
  const { hints, refused } = sentencesOf(watch);
  if (hints.length + refused.length === 0) return null;
  return (
    <section class="card watched">
      <h2>{t("manager.watched")}</h2>
      {hints.length > 0 && (
        <ul class="hints">
          {hints.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <>
          <p>{t("manager.refused")}</p>
          <ul>
            {refused.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      <p class="empty">{t("manager.watched_method")}</p>
    </section>
  );
}
