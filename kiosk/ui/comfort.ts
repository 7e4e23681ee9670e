// How one citizen wants the page: language, size, contrast, reach, voice. All of it ends with them.

import { computed, signal, type Signal } from "@preact/signals";
import { language } from "../../protocol/ui/i18n";

export const isLarge = signal(false);
export const isContrast = signal(false);
/** All that can be touched stands within the lower 60 % of the screen. */
export const isLow = signal(false);
/** Every page is read out when it opens. */
export const isListening = signal(false);

const SWITCHES = [isLarge, isContrast, isLow, isListening];

/** Nothing differs from what the next citizen finds. */
export const isPlain = computed(
  () => language.value === "vi" && SWITCHES.every((one) => !one.value),
);

export function flip(what: Signal<boolean>): void {
  what.value = !what.value;
}

export function switchLanguage(): void {
  language.value = language.value === "vi" ? "en" : "vi";
}

export function resetComfort(): void {
  language.value = "vi";
  for (const one of SWITCHES) one.value = false;
}

/** The classes of the page's frame. */
export function comfortClasses(): string {
  const on = { large: isLarge, contrast: isContrast, low: isLow };
  const names = Object.entries(on).filter(([, one]) => one.value);
  return ["kiosk", ...names.map(([name]) => name)].join(" ");
}
