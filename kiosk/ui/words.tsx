// Sentences in the citizen's language, and under Vietnamese the same in English.

import { language, t, textIn, type Values } from "../../protocol/ui/i18n";
import type { Named } from "./agent";

interface BothProps {
  text: string;
  values?: Values;
}

/** A sentence of the catalogue. */
export function Both({ text, values = {} }: BothProps) {
  return (
    <>
      <span class="first">{t(text, values)}</span>
      {language.value === "vi" && (
        <span class="second" lang="en">
          {textIn("en", text, values)}
        </span>
      )}
    </>
  );
}

/** The name of a field, service or group. */
export function Name({ of }: { of: Named }) {
  const isVietnamese = language.value === "vi";
  return (
    <>
      <span class="first">{isVietnamese ? of.name_vi : of.name_en || of.name_vi}</span>
      {isVietnamese && of.name_en && (
        <span class="second" lang="en">
          {of.name_en}
        </span>
      )}
    </>
  );
}

/** How many wait, in words; null when nobody knows. */
export function waitingKey(count: number): string {
  if (count === 0) return "kiosk.waiting_none";
  return count === 1 ? "kiosk.waiting_one" : "kiosk.waiting_many";
}
