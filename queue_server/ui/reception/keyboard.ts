// Keys of reception: F2 to the look-up, F4 to giving a number, F8 prints again; and scans, which
// are taken wherever the focus is.

import { isDialogOpen } from "../dialog";
import { Keystrokes } from "../console/keystrokes";
import { reprintShown } from "./orders";
import { focusLookup, type Reception } from "./state";

const TYPED_INTO = "input:not([type=radio]):not([type=checkbox]), textarea";

export function listenToReception(reception: Reception): void {
  let before: { field: HTMLSelectElement; value: string } | null = null;
  const strokes = new Keystrokes({
    onKey: () => (before = null),
    onScan: (text) => {
      if (before) before.field.value = before.value;
      before = null;
      reception.lookUp(text);
      focusLookup();
    },
    later: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  });
  window.addEventListener(
    "keydown",
    (event) => {
      const target = event.target as Element;
      if (FUNCTION_KEYS[event.key] && !isDialogOpen()) return pressFunction(reception, event);
      const isOurs = !event.ctrlKey && !event.altKey && !event.metaKey && !isDialogOpen();
      if (!isOurs || target.matches(TYPED_INTO)) return;
      if (event.key === "Enter" && strokes.enter(event.timeStamp)) return event.preventDefault();
      if (event.key.length !== 1 || event.repeat) return;
      // A scanner types into whatever has the focus; a list would choose by its letters.
      if (target instanceof HTMLSelectElement) before ??= { field: target, value: target.value };
      strokes.type(event.key, event.timeStamp);
    },
    { capture: true },
  );
}

const FUNCTION_KEYS: Record<string, (reception: Reception) => void> = {
  F2: () => focusLookup(),
  F4: () => document.querySelector<HTMLElement>(`.give select[name=service], .give .button.main`)?.focus(),
  F8: (reception) => void reprintShown(reception),
};

function pressFunction(reception: Reception, event: KeyboardEvent): void {
  event.preventDefault();
  if (!event.repeat) FUNCTION_KEYS[event.key]?.(reception);
}

