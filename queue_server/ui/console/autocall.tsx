// Calling by itself when free: each officer's own choice, off until chosen. A countdown says whom it
// is about to call, and may be stopped until the counter's next moment.

import { effect, signal, untracked } from "@preact/signals";
import { t } from "../../../protocol/ui/i18n";
import { beat } from "../page";
import { NOT_COUNTING, nextSecond, stopped, type Countdown } from "./countdown";
import type { Desk } from "./desk";
import { Key } from "./key";
import { callNext } from "./orders";
import { waitingFor } from "./waiting";

export const AUTO_CALL_KEY = "a";
const KEPT_AS = "motcua.autocall.";

const countdown = signal<Countdown>(NOT_COUNTING);
const isOn = signal(false);

/** Watches the counter; each second that it stands free with somebody waiting counts. */
export function watchAutoCall(desk: Desk): void {
  effect(() => {
    const me = desk.identity.value;
    if (me !== null) isOn.value = readChoice(me.id);
  });
  effect(() => {
    void beat.value;
    untracked(() => count(desk));
  });
}

function count(desk: Desk): void {
  const moment = { mayCall: mayCall(desk), isFree: desk.phase.peek() === "free" };
  const { calls, ...next } = nextSecond(countdown.peek(), moment);
  countdown.value = next;
  if (calls) void desk.sender.tap(callNext(desk));
}

/** Never over a question, an order on its way or one without answer, nor out of an old view. */
function mayCall(desk: Desk): boolean {
  const isQuiet = desk.question.peek() === null && desk.sender.busy.peek() === null;
  const isSure = desk.following.freshness.peek().state === "live" && desk.sender.notice.peek()?.tone !== "unsent";
  return isOn.peek() && isQuiet && isSure && hasNext(desk);
}

function hasNext(desk: Desk): boolean {
  const staff = desk.staff.peek();
  const mine = desk.mine.peek();
  return staff !== null && mine !== null && waitingFor(staff, mine.services, mine).rows.length > 0;
}

/** Stops the countdown; gives whether there was one. */
export function stopAutoCall(): boolean {
  const after = stopped(countdown.peek());
  if (after !== null) countdown.value = after;
  return after !== null;
}

export function AutoCall({ desk }: { desk: Desk }) {
  if (desk.mine.value === null) return null;
  const { leftS } = countdown.value;
  const change = (event: Event) => choose(desk, (event.currentTarget as HTMLInputElement).checked);
  return (
    <div class="autocall">
      <label class="choice">
        <input type="checkbox" checked={isOn.value} onChange={change} />
        <span>
          {t("console.auto_call")} <Key of={AUTO_CALL_KEY} />
        </span>
      </label>
      {leftS !== null && (
        <p role="status">
          <b class="figures">{t("console.auto_call_in", { count: leftS })}</b>{" "}
          <button type="button" class="button small" onClick={() => stopAutoCall()}>
            {t("console.do.stop_auto_call")} <Key of="Esc" />
          </button>
        </p>
      )}
    </div>
  );
}

export function toggleAutoCall(desk: Desk): void {
  if (desk.mine.peek() !== null) choose(desk, !isOn.peek());
}

function choose(desk: Desk, on: boolean): void {
  isOn.value = on;
  countdown.value = NOT_COUNTING;
  try {
    localStorage.setItem(KEPT_AS + (desk.identity.peek()?.id ?? ""), on ? "on" : "off");
  } catch {
    // A browser that keeps nothing begins without it each time.
  }
}

function readChoice(officer: string): boolean {
  try {
    return localStorage.getItem(KEPT_AS + officer) === "on";
  } catch {
    return false;
  }
}
