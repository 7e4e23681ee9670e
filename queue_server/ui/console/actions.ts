// What an officer may do now: one list, drawn as buttons and listened for as keys.

import { t } from "../../../protocol/ui/i18n";
import type { Ticket } from "../shapes";
import type { Desk, Phase } from "./desk";
import {
  askHelp,
  callAgain,
  callBack,
  callNext,
  comeBack,
  endHelp,
  finish,
  finishAndCall,
  leave,
  noteAbsence,
  release,
  resume,
  startServing,
  takeCounter,
} from "./orders";
import { askReprint } from "./printers";
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
  if (mine) actions.push(helpAction(desk, mine.number));
  return actions;
}

/** What stands under the large buttons: changing what the counter serves today. */
export function servesActions(desk: Desk): Action[] {
  const mine = desk.mine.value;
  return mine && !mine.ticket ? [{ name: "skills", key: "m", run: ask(desk, "skills") }] : [];
}

/** One press calls for help, the next says that it came. */
function helpAction(desk: Desk, counter: number): Action {
  const isAsked = desk.staff.value?.alarms.some((alarm) => alarm.kind === "help" && alarm.counter === counter);
  if (isAsked) return { name: "help_came", key: "s", run: send(desk, endHelp(counter)) };
  return { name: "help", key: "s", run: send(desk, askHelp(desk)) };
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
  away: () => [],
  elsewhere: (desk) => {
    const counter = desk.elsewhere.value?.number;
    return counter === undefined ? [] : [{ name: "take", key: "Enter", run: send(desk, takeCounter(desk, counter)) }];
  },
  free: (desk) => [
    { name: "call", key: "Enter", run: send(desk, callNext(desk)) },
    { name: "walk_up", key: "w", run: ask(desk, "walk_up") },
  ],
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
    { name: "transfer", key: "t", run: askAbout(desk, "transfer", id, label) },
    { name: "cancel", key: "h", run: askAbout(desk, "cancel", id, label) },
  ];
}

/** What may be done with the ticket of the thread that is shown, where it is not the one at hand. */
export function shownActions(desk: Desk): Action[] {
  const ticket = desk.shown.value;
  if (ticket === null || ticket.day !== desk.staff.value?.day) return [];
  const own = SHOWN[ticket.state]?.(desk, ticket) ?? [];
  const isHeld = !NOT_HELD.has(ticket.state);
  return isHeld ? [...own, { name: "reprint", key: "i", run: () => void askReprint(desk, ticket) }] : own;
}

// Nobody holds a number that was cancelled or has lapsed.
const NOT_HELD = new Set(["cancelled", "lapsed"]);

const SHOWN: Record<string, (desk: Desk, ticket: Ticket) => Action[]> = {
  missed: (desk, { id }) => [{ name: "come_back", key: "b", run: send(desk, comeBack(id)) }],
  held: (desk, { id, counter }) => [
    ...(desk.phase.value === "free" && counter === desk.mine.value?.number
      ? [{ name: "call_back", key: "o", run: send(desk, callBack(desk, id)) }]
      : []),
    { name: "release", key: "b", run: send(desk, release(id)) },
  ],
  waiting: (desk, { id, label, service }) => [
    ...(desk.phase.value === "free" && desk.mine.value?.services.includes(service)
      ? [{ name: "call_this", key: "o", run: askAbout(desk, "hand", id, label) }]
      : []),
    { name: "transfer", key: "e", run: askAbout(desk, "transfer", id, label) },
    { name: "cancel", key: "x", run: askAbout(desk, "cancel", id, label) },
  ],
};

type About = "cancel" | "hold" | "hand" | "transfer";

function askAbout(desk: Desk, kind: About, id: string, label: string): () => void {
  return () => {
    desk.question.value = { kind, id, label };
  };
}

/** A counter that rests after this ticket does not call the next. */
function servingActions(desk: Desk): Action[] {
  const { serving, ticket } = desk.mine.value ?? {};
  if (!serving || !ticket) return [];
  const end = (key: string) => ({
    name: "finish",
    key,
    run: () => ended(desk, () => finish(desk, serving.id)),
  });
  const aside = [
    { name: "hold", key: "g", run: askAbout(desk, "hold", ticket.id, ticket.label) },
    { name: "transfer", key: "t", run: askAbout(desk, "transfer", ticket.id, ticket.label) },
  ];
  if (desk.mine.value?.state === "paused") return [end("Enter"), ...aside];
  const endAndCall = () => ended(desk, () => finishAndCall(desk, serving.id));
  return [{ name: "finish_call", key: "Enter", run: endAndCall }, end("k"), ...aside];
}

/** A refusal owes the citizen its reason. */
function ended(desk: Desk, order: () => Order): void {
  const { outcome, reason } = desk.draft.peek();
  if (outcome !== "refused" || reason) return send(desk, order())();
  desk.sender.notice.value = { tone: "bad", say: () => t("console.reason_needed") };
  document.getElementById(REASON_FIELD)?.focus();
}

function ask(desk: Desk, kind: "pause" | "close" | "issue" | "skills" | "walk_up"): () => void {
  return () => {
    desk.question.value = { kind };
  };
}

function send(desk: Desk, order: Order): () => void {
  return () => void desk.sender.tap(order);
}
