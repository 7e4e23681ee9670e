// The tap: from the last touch to a number on the screen, and what became of its slip.

import { fetchTicket, newTap, take, type Service, type Ticket, type Wish } from "./agent";
import { language } from "../../protocol/ui/i18n";
import { beginAgain, noteLife, page, toStart, turn } from "./flow";
import { carried } from "./scan";
import { isUsedUp, state, steady } from "./hall";

const SLIP_EVERY_MS = 700;
// A slip of which nothing is heard does not hold the screen for ever.
const SLIP_WAIT_MS = 30_000;
export const AGAIN_MS = 60_000;

/** A number nobody has said "done" to yet. */
interface Given {
  service: string;
  label: string;
  at: number;
}

/** Numbers of this citizen, as long as a second one for the same would be a mistake. */
let given: Given[] = [];

/** The label given for this service a moment ago, if nobody took leave of it. */
export function labelJustGiven(among: Given[], service: string, now: number): string | null {
  const found = among.find((one) => one.service === service && now - one.at < AGAIN_MS);
  return found?.label ?? null;
}

export function takeNumber(service: Service, group: string | null): void {
  if (isUsedUp(service)) return;
  const chosen = group ?? carried.value.group;
  const wish: Wish = {
    service: service.code,
    class: chosen === null ? "ordinary" : "priority",
    group: chosen,
    lang: language.value,
    dossier: carried.value.dossier,
  };
  const label = labelJustGiven(given, service.code, steady());
  if (label !== null) turn({ name: "again", wish, label });
  else takeWish(wish);
}

export function takeWish(wish: Wish): void {
  const secret = state.value?.secret;
  if (secret === undefined) return;
  turn({ name: "taking" });
  void bring(wish, secret);
}

async function bring(wish: Wish, secret: string): Promise<void> {
  const outcome = await take(newTap(wish), secret);
  if ("refusal" in outcome) turn({ name: "refused", refusal: outcome.refusal });
  else showNumber(outcome.ticket, wish.service);
}

function showNumber(ticket: Ticket, service: string): void {
  const now = steady();
  given = given.filter((one) => one.service !== service && now - one.at < AGAIN_MS);
  given.push({ service, label: ticket.label, at: now });
  turn({ name: "number", ticket, settledAt: isSettled(ticket) ? now : null });
  void followSlip(ticket.request_id, now);
}

/** The citizen has the number and goes; the next one may want the same. */
export function done(): void {
  given = [];
  toStart();
}

export function takeAnother(): void {
  beginAgain();
}

function isSettled(ticket: Ticket): boolean {
  return ticket.slip !== "printing";
}

/** Keeps the print line true as long as the number stands on the screen. */
async function followSlip(requestId: string, since: number): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, SLIP_EVERY_MS));
    const here = page.value;
    if (here.name !== "number" || here.ticket.request_id !== requestId) return;
    const ticket = (await fetchTicket(requestId)) ?? here.ticket;
    if (page.value !== here) continue;
    const isOver = isSettled(ticket) || steady() - since > SLIP_WAIT_MS;
    const isNews = ticket.slip !== here.ticket.slip;
    if (isNews) noteLife();
    if (isNews || (isOver && here.settledAt === null)) {
      page.value = { ...here, ticket, settledAt: isOver ? (here.settledAt ?? steady()) : null };
    }
  }
}
