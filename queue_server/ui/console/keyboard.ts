// Hands each key to what it means on the page now: an action, an outcome, a scan.

import { answerByPad, isDialogOpen } from "../dialog";
import { counterActions, servesActions, shownActions, slipActions, ticketActions } from "./actions";
import { AUTO_CALL_KEY, stopAutoCall, toggleAutoCall } from "./autocall";
import type { Desk } from "./desk";
import { Keystrokes } from "./keystrokes";
import { openCounter } from "./orders";
import { OUTCOMES, REASON_KEYS } from "./outcomes";
import { OUTCOME_REASONS } from "./reasons";
import { lookUp, SEARCH_FIELD } from "./search";
import { showNextList } from "./lists";
import { UNDO_KEY, undoStep } from "./undo";

export const MAIN_ACTION = "main-action";
// What small programmable keypads send, by place, whatever the layout calls it.
const PAD_KEYS = ["F13", "F14", "F15", "F16"];
const OFFICIAL_CODE = /^[A-Z0-9.]+-\d{6}-\d{4,6}$/i;
const PRESSED_BY_ENTER = "button, a, summary, select";
const TYPED_INTO = "input, textarea, select, [contenteditable]";

export function listenToKeys(desk: Desk): void {
  const strokes = new Keystrokes({
    onKey: (key) => press(desk, key),
    onScan: (text) => takeScan(desk, text),
    later: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  });
  window.addEventListener("keydown", (event) => hear(desk, strokes, event), { capture: true });
  window.addEventListener("click", leaveClicked);
}

/** A button clicked by hand keeps no focus: the next Enter is for the next action, not for it. */
function leaveClicked(event: MouseEvent): void {
  const isByHand = event.detail > 0 && (event.target as Element).closest("button, .autocall");
  if (isByHand) requestAnimationFrame(focusMainAction);
}

function hear(desk: Desk, strokes: Keystrokes, event: KeyboardEvent): void {
  const target = event.target as Element;
  if (event.ctrlKey && event.key.toLowerCase() === "k") return focusSearch(event);
  const place = PAD_KEYS.indexOf(event.code);
  if (place >= 0 && !event.repeat) {
    event.preventDefault();
    return pressPad(desk, place);
  }
  if (event.key === "Escape" && !isDialogOpen() && stopAutoCall()) return event.preventDefault();
  if (event.ctrlKey || event.altKey || event.metaKey || isDialogOpen()) return;
  if (target.matches(TYPED_INTO) && !isChoice(target)) return;
  if (event.key === "Enter") return hearEnter(desk, strokes, event);
  if (event.key === "/") return focusSearch(event);
  if (event.key.length !== 1 || event.key === " ") return;
  if (event.repeat) return;
  strokes.type(event.key, event.timeStamp);
}

/** Radio buttons and boxes take no text, so keys keep their meaning on them. */
function isChoice(target: Element): boolean {
  return target instanceof HTMLInputElement && ["radio", "checkbox"].includes(target.type);
}

/** Enter presses what has the focus; with nothing in focus, the next action. */
function hearEnter(desk: Desk, strokes: Keystrokes, event: KeyboardEvent): void {
  const isScan = strokes.enter(event.timeStamp);
  const isNative = (event.target as Element).matches(PRESSED_BY_ENTER);
  if (isScan || event.repeat || !isNative) event.preventDefault();
  if (!isScan && !event.repeat && !isNative) press(desk, "Enter");
}

function focusSearch(event: KeyboardEvent): void {
  event.preventDefault();
  document.getElementById(SEARCH_FIELD)?.focus();
}

function press(desk: Desk, key: string): void {
  const actions = [
    ...ticketActions(desk),
    ...counterActions(desk),
    ...servesActions(desk),
    ...shownActions(desk),
    ...slipActions(desk),
  ];
  const action = actions.find((one) => one.key === key);
  if (action) return action.run();
  if (key === UNDO_KEY) return undoStep(desk);
  if (key === AUTO_CALL_KEY) return toggleAutoCall(desk);
  if (key === "q") return showNextList((desk.staff.peek()?.held.length ?? 0) > 0);
  if (/^[0-9]$/.test(key)) pressDigit(desk, key);
}

/** A keypad of four keys presses the large buttons from left to right, or answers a question. */
function pressPad(desk: Desk, place: number): void {
  if (isDialogOpen()) answerByPad(place);
  else ticketActions(desk)[place]?.run();
}

function pressDigit(desk: Desk, key: string): void {
  if (desk.phase.peek() === "serving") return choose(desk, key);
  const digit = Number(key);
  if (desk.phase.peek() === "away" && isFree(desk, digit)) {
    void desk.sender.tap(openCounter(desk, digit));
  }
}

function choose(desk: Desk, key: string): void {
  const draft = desk.draft.peek();
  const outcome = OUTCOMES[Number(key) - 1];
  const reason = OUTCOME_REASONS[draft.outcome]?.[REASON_KEYS.indexOf(key)];
  if (outcome) desk.draft.value = { ...draft, outcome, reason: "" };
  else if (reason) desk.draft.value = { ...draft, reason };
}

function isFree(desk: Desk, number: number): boolean {
  const counters = desk.staff.peek()?.counters ?? [];
  return counters.some((counter) => counter.number === number && counter.state === "closed");
}

/** A code scanned while a dossier is being accepted is its code; any other is looked up. */
function takeScan(desk: Desk, text: string): void {
  const draft = desk.draft.peek();
  const isAccepting = desk.phase.peek() === "serving" && draft.outcome === "accepted";
  if (isAccepting && OFFICIAL_CODE.test(text)) desk.draft.value = { ...draft, code: text };
  else lookUp(desk, text);
}

/** Puts the focus where Enter does the next thing, unless somebody is typing. */
export function focusMainAction(): void {
  const focused = document.activeElement;
  const isTyping = focused?.matches(TYPED_INTO) && !isChoice(focused);
  if (isTyping || isDialogOpen()) return;
  document.getElementById(MAIN_ACTION)?.focus({ preventScroll: true });
}
