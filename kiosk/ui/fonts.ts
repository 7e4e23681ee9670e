// Before the fonts are there, everything is measured too narrow.

import { signal } from "@preact/signals";

export const areFontsReady = signal(false);

export function awaitFonts(): void {
  void document.fonts.ready.then(() => (areFontsReady.value = true));
}
