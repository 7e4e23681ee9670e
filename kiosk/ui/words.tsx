// Sentences in the citizen's language, and under Vietnamese the same in English. Large print
// speaks one language at a time, for both would not fit.

import { language, t, textIn, type Values } from "../../protocol/ui/i18n";
import type { Named } from "./agent";
import { isLarge } from "./comfort";

const LONG = 60;
const VERY_LONG = 110;

interface BothProps {
  text: string;
  values?: Values;
}

/** A sentence of the catalogue. */
export function Both({ text, values = {} }: BothProps) {
  return (
    <>
      <span class="first">{t(text, values)}</span>
      {isInBoth() && (
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
      {isInBoth() && of.name_en && (
        <span class="second" lang="en">
          {of.name_en}
        </span>
      )}
    </>
  );
}

export function isInBoth(): boolean {
  return language.value === "vi" && !isLarge.value;
}

/** Names may have 200 characters; long ones are set smaller. */
export function sizeOf(name: Named): "" | "long" | "very-long" {
  const { length } = language.value === "vi" ? name.name_vi : name.name_en || name.name_vi;
  if (length > VERY_LONG) return "very-long";
  return length > LONG ? "long" : "";
}

/** How many wait, in words; null when nobody knows. */
export function waitingKey(count: number): string {
  if (count === 0) return "kiosk.waiting_none";
  return count === 1 ? "kiosk.waiting_one" : "kiosk.waiting_many";
}
