// Every order an officer can give: where it goes, and what its answer says of the counter.

import { UNDO_MS } from "./undo";
import type { StaffCounter, Ticket, WaitingRow } from "../shapes";
import { t } from "../../../protocol/ui/i18n";
import type { Desk } from "./desk";
import { outcomeOf } from "./outcomes";
import type { Order, Step } from "./sender";

interface WithTicket {
  ticket: Ticket;
  seq: number;
}

interface WithServing extends WithTicket {
  serving: { id: string; started_at: string };
}

interface Called {
  ticket: Ticket | null;
  waiting: WaitingRow[];
  seq: number;
}

export interface Wish {
  service: string;
  class: string;
  group: string | null;
  lang: string;
  /** Why, outside the hours or above a cap. */
  exception?: string;
}

export interface Issued extends WithTicket {
  token: string;
  ahead: number;
}

export function openCounter(desk: Desk, counter: number): Order {
  return one("open", { method: "post", path: `/counters/${counter}/shift`, take: sits(desk, counter) });
}

/** Takes over a counter that is open in another browser, with whoever is called or served there. */
export function takeCounter(desk: Desk, counter: number): Order {
  return one("take", { method: "post", path: `/counters/${counter}/takeover`, take: sits(desk, counter) });
}

function sits(desk: Desk, counter: number) {
  const { id = "", name = "", seat = null } = desk.identity.peek() ?? {};
  return learns(desk, { number: counter, state: "open", officer: { id, name }, seat, pause_reason: null });
}

export function askHelp(desk: Desk): Order {
  return one("help", { method: "post", path: `${counterOf(desk)}/help`, take: () => undefined });
}

export function endHelp(counter: number): Order {
  return one("help_came", { method: "remove", path: `/counters/${counter}/help`, take: () => undefined });
}

export function closeCounter(desk: Desk): Order {
  return one("close", closeStep(desk));
}

/** Ends the session, and before it the shift: a counter nobody sits at calls nobody. */
export function leave(desk: Desk): Order {
  const take = () => {
    desk.sender.signedOut.value = true;
  };
  const end: Step = { method: "remove", path: "/sessions/current", take };
  return { name: "leave", steps: desk.mine.peek() ? [closeStep(desk), end] : [end] };
}

export function pause(desk: Desk, reason: string): Order {
  const change = { state: "paused", pause_reason: reason } as const;
  const path = `${counterOf(desk)}/shift/pause`;
  return one("pause", { method: "post", path, body: { reason }, take: learns(desk, change) });
}

/** What the counter serves today; the counter is learnt of at once, its queue with the view. */
export function changeSkills(desk: Desk, services: string[]): Order {
  return one("skills", { method: "put", path: `${counterOf(desk)}/services`, body: { services }, take: serves(desk) });
}

export function restoreSkills(desk: Desk): Order {
  return one("skills", { method: "remove", path: `${counterOf(desk)}/services`, take: serves(desk) });
}

function serves(desk: Desk) {
  return ({ services, changed, seq }: { services: string[]; changed: boolean; seq: number }) =>
    desk.learn(seq, { services, services_changed: changed });
}

export function resume(desk: Desk): Order {
  const change = { state: "open", pause_reason: null } as const;
  const path = `${counterOf(desk)}/shift/pause`;
  return one("resume", { method: "remove", path, take: learns(desk, change) });
}

export function callNext(desk: Desk): Order {
  return one("call", callStep(desk));
}

export function callAgain(desk: Desk, ticket: Ticket): Order {
  const take = ({ ticket: called, seq }: WithTicket) => {
    if (called.state === "called") return desk.learn(seq, { ticket: called });
    desk.learn(seq, { ticket: null });
    offerUndo(desk, undoAbsence(desk, ticket), () => t("console.done_absence", { label: ticket.label }));
    const say = () => t("console.called_enough", { label: called.label });
    return { tone: "calm" as const, say };
  };
  return one("recall", { method: "post", path: `/tickets/${ticket.id}/recalls`, take });
}

export function noteAbsence(desk: Desk, ticket: Ticket): Order {
  const take = ({ seq }: WithTicket) => {
    desk.learn(seq, { ticket: null });
    offerUndo(desk, undoAbsence(desk, ticket), () => t("console.done_absence", { label: ticket.label }));
  };
  return one("absence", { method: "post", path: `/tickets/${ticket.id}/absences`, take });
}

export function startServing(desk: Desk, ticket: Ticket): Order {
  const take = ({ ticket: served, serving, seq }: WithServing) => {
    desk.undoable.value = null;
    desk.learn(seq, { ticket: served, serving });
  };
  return one("start", { method: "post", path: `/tickets/${ticket.id}/servings`, take });
}

export function finish(desk: Desk, serving: string): Order {
  return one("finish", finishStep(desk, serving));
}

export function finishAndCall(desk: Desk, serving: string): Order {
  return { name: "finish_call", steps: [finishStep(desk, serving), callStep(desk)] };
}

export function cancel(desk: Desk, id: string, reason: string): Order {
  const take = ({ ticket, seq }: WithTicket) => {
    if (desk.mine.peek()?.ticket?.id === id) desk.learn(seq, { ticket: null });
    offerUndo(desk, undoCancel(desk, id), () => t("console.done_cancel", { label: ticket.label }));
  };
  return one("cancel", { method: "post", path: `/tickets/${id}/cancellation`, body: { reason }, take });
}

export function comeBack(id: string): Order {
  const take = ({ ticket }: WithTicket) => ({
    tone: "calm" as const,
    say: () => t("console.came_back_done", { label: ticket.label }),
  });
  return one("come_back", { method: "post", path: `/tickets/${id}/return`, take });
}

/** Sets the ticket at hand aside; with minutes, it waits again by itself. */
export function hold(desk: Desk, id: string, reason: string, minutes: number | null): Order {
  const take = learns(desk, { ticket: null, serving: null });
  return one("hold", { method: "post", path: `/tickets/${id}/hold`, body: { reason, minutes }, take });
}

export function callBack(desk: Desk, id: string): Order {
  return one("call_back", { method: "remove", path: `/tickets/${id}/hold`, take: calls(desk) });
}

export function release(id: string): Order {
  return one("release", { method: "post", path: `/tickets/${id}/release`, take: saysItWaits });
}

export function callThis(desk: Desk, id: string, reason: string): Order {
  const path = `/tickets/${id}/calls`;
  return one("call_this", { method: "post", path, body: { reason }, take: calls(desk) });
}

export interface Target {
  service: string;
  counter: number | null;
  officer: string | null;
  back: boolean;
}

export function transfer(desk: Desk, id: string, to: Target): Order {
  const take = ({ ticket, seq }: WithTicket) => {
    if (desk.mine.peek()?.ticket?.id === id) desk.learn(seq, { ticket: null, serving: null });
    return { tone: "calm" as const, say: () => t("console.done_transfer", { label: ticket.label }) };
  };
  return one("transfer", { method: "post", path: `/tickets/${id}/transfers`, body: to, take });
}

/** Serves somebody who stands at the counter without having queued. */
export function walkUp(desk: Desk, wish: Wish, onServed: () => void): Order {
  const take = ({ ticket, serving, seq }: WithServing) => {
    desk.undoable.value = null;
    desk.learn(seq, { ticket, serving });
    onServed();
  };
  return one("walk_up", { method: "post", path: `${counterOf(desk)}/walkups`, body: wish, take });
}

function undoAbsence(desk: Desk, { id }: Ticket): Order {
  return undoByWaiting(desk, `/tickets/${id}/absences`);
}

function undoCancel(desk: Desk, id: string): Order {
  return undoByWaiting(desk, `/tickets/${id}/cancellation`);
}

function undoByWaiting(desk: Desk, path: string): Order {
  const take = (answer: WithTicket) => {
    desk.undoable.value = null;
    return saysItWaits(answer);
  };
  return one("undo", { method: "remove", path, take });
}

function undoFinish(desk: Desk, serving: string): Order {
  const take = ({ ticket, serving: going, seq }: WithServing) => {
    desk.undoable.value = null;
    desk.learn(seq, { ticket, serving: going });
  };
  return one("undo", { method: "remove", path: `/servings/${serving}/outcome`, take });
}

function offerUndo(desk: Desk, order: Order, say: () => string): void {
  desk.undoable.value = { order, say, untilMs: Date.now() + desk.following.offsetMs.peek() + UNDO_MS };
}

function calls(desk: Desk) {
  return ({ ticket, seq }: WithTicket) => desk.learn(seq, { ticket, serving: null });
}

function saysItWaits({ ticket }: WithTicket) {
  return { tone: "calm" as const, say: () => t("console.waits_again", { label: ticket.label }) };
}

export function issue(wish: Wish, onIssued: (issued: Issued) => void): Order {
  return one("issue", { method: "post", path: "/tickets", body: wish, take: onIssued });
}

export function letIn(slip: Wish & { slip: string }, onLetIn: (answer: WithTicket) => void): Order {
  const take = (answer: WithTicket & { ahead: number }) => {
    onLetIn(answer);
    const { label } = answer.ticket;
    return { tone: "calm" as const, say: () => t("console.let_in_done", { label, count: answer.ahead }) };
  };
  return one("let_in", { method: "post", path: "/admissions", body: slip, take });
}

/** Asks for one more slip; it bears a mark. No machine named: the kiosk that gave the number. */
export function reprint(id: string, printer: string | null): Order {
  const take = ({ name }: { name: string }) => ({
    tone: "calm" as const,
    say: () => t("console.reprint_asked", { label: name }),
  });
  return one("reprint", { method: "post", path: `/tickets/${id}/reprints`, body: { printer }, take });
}

function closeStep(desk: Desk): Step {
  return { method: "remove", path: `${counterOf(desk)}/shift`, take: learns(desk, null) };
}

function callStep(desk: Desk): Step {
  const take = ({ ticket, seq }: Called) => {
    desk.learn(seq, { ticket, serving: null });
    if (ticket === null) return { tone: "calm" as const, say: () => t("console.nobody_to_call") };
    return undefined;
  };
  return { method: "post", path: `${counterOf(desk)}/calls`, take };
}

function finishStep(desk: Desk, serving: string): Step {
  const body = outcomeOf(desk.draft.peek());
  const label = desk.mine.peek()?.ticket?.label ?? "";
  const take = ({ seq }: WithServing) => {
    desk.learn(seq, { ticket: null, serving: null });
    offerUndo(desk, undoFinish(desk, serving), () => t("console.done_finish", { label }));
  };
  return { method: "put", path: `/servings/${serving}/outcome`, body, take };
}

function learns(desk: Desk, change: Partial<StaffCounter> | null) {
  return ({ seq }: { seq: number }) => desk.learn(seq, change);
}

function counterOf(desk: Desk): string {
  return `/counters/${desk.mine.peek()?.number ?? 0}`;
}

function one(name: string, step: Step): Order {
  return { name, steps: [step] };
}
