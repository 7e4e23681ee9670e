// Keeps a scanner's keys away from the page, and gives a person's keys back to it.
//
// A key is held until it is known whose it is, which takes a moment nobody notices. A key that
// comes alone and writes nothing (Tab, Enter, arrows) is a person's and goes its way, unless a
// scan has just ended: a late suffix must not press the button that has the focus.

import { GAP_MAX_MS, WedgeReader, type Key, type Scan, type Verdict } from "./wedge";

const AFTER_SCAN_MS = 1_000;
const LOOK_MS = 10;
const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock"]);

type Field = HTMLInputElement | HTMLTextAreaElement;

export function watchKeys(isOn: () => boolean, hear: (scan: Scan) => void): void {
  const reader = new WedgeReader();
  const swallowed = new Set<string>();
  let endedAt = -Infinity;

  const settle = (verdict: Verdict) => {
    if (verdict === null) return;
    if ("typed" in verdict) return giveBack(verdict.typed);
    endedAt = performance.now();
    hear(verdict.scan);
  };
  const look = () => {
    settle(reader.look(performance.now()));
    if (reader.isHolding) setTimeout(look, LOOK_MS);
  };
  addEventListener(
    "keydown",
    (event) => {
      if (!isOn() || MODIFIERS.has(event.key) || event.isComposing || !event.isTrusted) return;
      const key = keyOf(event);
      const isLate = event.timeStamp - endedAt < AFTER_SCAN_MS;
      const isAlone = !reader.isHolding && event.key.length > 1 && !key.isCombined;
      if (isAlone && !isLate) return;
      swallow(event, swallowed);
      if (isAlone) return;
      const wasHolding = reader.isHolding;
      settle(reader.press(key));
      if (!wasHolding && reader.isHolding) setTimeout(look, GAP_MAX_MS);
    },
    true,
  );
  // A button is pressed by the space bar when it comes up.
  addEventListener("keyup", (event) => swallowed.delete(event.code) && swallow(event), true);
}

function keyOf(event: KeyboardEvent): Key {
  const { code, key, shiftKey: shift, timeStamp: at } = event;
  // Letters that are typed by number on the keypad come with Alt: they are lost, no more.
  const isCombined = event.ctrlKey || event.metaKey || event.altKey;
  return { code, key, shift, isCombined, at };
}

function swallow(event: KeyboardEvent, swallowed?: Set<string>): void {
  event.preventDefault();
  event.stopPropagation();
  swallowed?.add(event.code);
}

/** Writes into the field that has the focus what a person typed. */
function giveBack(keys: Key[]): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  for (const key of keys) if (!key.isCombined) write(field, key.key);
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function write(field: Field, key: string): void {
  const start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  if (key.length === 1) field.setRangeText(key, start, end, "end");
  if (key === "Backspace") field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
}
