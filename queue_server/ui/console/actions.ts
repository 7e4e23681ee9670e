// What an officer may do now: one list, drawn as buttons and listened for as keys.

import { t } from "../../../protocol/ui/i18n";
import type { Desk, Phase } from "./desk";
import {
  callAgain,
  callNext,
  finish,
  finishAndCall,
  leave,
  noteAbsence,
  resume,
  startServing,
} from "./orders";
import type { Order } from "./sender";

export const REASON_FIELD = "outcome-reason";

export interface Action {
  name: string;
  key: string;
  run: () => void;
}

/** The large buttons under the ticket; the first is the next thing to do, and is Enter. */
export function ticketActions(desk: Desk): Action[] {
  return BY_PHASE[desk.phase.value](desk);
}

/** What stands in the head of the page whatever the ticket does. */
export function counterActions(desk: Desk): Action[] {
  const actions = [{ name: "issue", key: "c", run: ask(desk, "issue") }];
  const mine = desk.mine.value;
  if (mine?.state === "open") actions.push({ name: "pause", key: "n", run: ask(desk, "pause") });
  if (mine?.state === "paused") actions.push({ name: "resume", key: "n", run: send(desk, resume(desk)) });
  if (mine && !mine.ticket) actions.push({ name: "close", key: "d", run: ask(desk, "close") });
  return actions;
}

/** A slip that nobody here knows may be let in. */
export function slipActions(desk: Desk): Action[] {
  const slip = desk.unknownSlip.value;
  if (slip === null) return [];
  const run = () => {
    desk.question.value = { kind: "let_in", slip };
  };
  return [{ name: "let_in", key: "p", run }];
}

/** Whoever has a counter is asked first; whoever has a citizen there finishes first. */
export function signOut(desk: Desk): void {
  const mine = desk.mine.peek();
  if (mine?.ticket) {
    const { label } = mine.ticket;
    desk.sender.notice.value = { tone: "bad", say: () => t("console.finish_first", { label }) };
  } else if (mine) desk.question.value = { kind: "leave" };
  else void desk.sender.press(leave(desk));
}

/** What the button says: `console.do.call` and so on. */
export function wordsOf({ name }: Action): string {
  return t(`console.do.${name}`);
}

const BY_PHASE: Record<Phase, (desk: Desk) => Action[]> = {
  loading: () => [],
  away: (desk) => (desk.isReception ? [{ name: "issue", key: "Enter", run: ask(desk, "issue") }] : []),
  free: (desk) => [{ name: "call", key: "Enter", run: send(desk, callNext(desk)) }],
  paused: (desk) => [{ name: "resume", key: "Enter", run: send(desk, resume(desk)) }],
  called: calledActions,
  serving: servingActions,
};

function calledActions(desk: Desk): Action[] {
  const ticket = desk.mine.value?.ticket;
  if (!ticket) return [];
  const { id, label } = ticket;
  return [
    { name: "start", key: "Enter", run: send(desk, startServing(desk, ticket)) },
    { name: "recall", key: "r", run: send(desk, callAgain(desk, ticket)) },
    { name: "absence", key: "v", run: send(desk, noteAbsence(desk, ticket)) },
    { name: "cancel", key: "h", run: () => askCancel(desk, id, label) },
  ];
}

export function askCancel(desk: Desk, id: string, label: string): void {
  desk.question.value = { kind: "cancel", id, label };
}

/** A counter that rests after this ticket does not call the next. */
function servingActions(desk: Desk): Action[] {
  const serving = desk.mine.value?.serving;
  if (!serving) return [];
  const end = (key: string) => ({
    name: "finish",
    key,
    run: () => ended(desk, () => finish(desk, serving.id)),
  });
  if (desk.mine.value?.state === "paused") return [end("Enter")];
  const endAndCall = () => ended(desk, () => finishAndCall(desk, serving.id));
  return [{ name: "finish_call", key: "Enter", run: endAndCall }, end("k")];
}

/** A refusal owes the citizen its reason. */
function ended(desk: Desk, order: () => Order): void {
  const { outcome, reason } = desk.draft.peek();
  if (outcome !== "refused" || reason.trim()) return send(desk, order())();
  desk.sender.notice.value = { tone: "bad", say: () => t("console.reason_needed") };
  document.getElementById(REASON_FIELD)?.focus();
}

function ask(desk: Desk, kind: "pause" | "close" | "issue"): () => void {
  return () => {
    desk.question.value = { kind };
  };
}

function send(desk: Desk, order: Order): () => void {
  return () => void desk.sender.tap(order);
}
