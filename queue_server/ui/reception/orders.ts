// What reception asks of the server.

import { t } from "../../../protocol/ui/i18n";
import { slipIn } from "../console/lookup";
import type { Issued, Wish } from "../console/orders";
import type { Order } from "../console/sender";
import type { Reception } from "./state";

/** Gives a number, outside the hours or above a cap with a reason, and prints its slip. */
export function give(reception: Reception, wish: Wish): Order {
  const printer = reception.printer.peek();
  const body = printer ? { ...wish, printer } : wish;
  const take = (issued: Issued) => {
    reception.given.value = issued;
  };
  return { name: "issue", steps: [{ method: "post", path: "/tickets", body, take }] };
}

/** Asks the chosen machine, else the kiosk that gave the number, for one more slip. */
export async function reprintShown(reception: Reception): Promise<void> {
  const ticket = reception.found.peek()?.ticket;
  if (ticket) await reprintOf(reception, ticket.id);
}

export function reprintOf(reception: Reception, id: string): Promise<boolean> {
  const printer = reception.printer.peek();
  const take = ({ name, printer: machine }: { name: string; printer: string }) => {
    const at = reception.printers.peek().find(({ id: known }) => known === machine)?.name ?? "";
    return { tone: "calm" as const, say: () => t("reception.reprint_asked", { label: name, printer: at }) };
  };
  const body = printer ? { printer } : {};
  const order = { name: "reprint", steps: [{ method: "post" as const, path: `/tickets/${id}/reprints`, body, take }] };
  return reception.desk.sender.press(order);
}

export interface RollEntry {
  first: string;
  last: string;
  service: string;
  day: string;
  given_from: string;
  given_until: string;
  became: string;
  witness: string;
}

interface RollEntered {
  roll: { first: string; last: string; count: number };
}

/** Enters a range; people leave out the zeros of a number. */
export function enterRoll(entry: RollEntry, onEntered: () => void): Order {
  const body = { ...entry, first: slipIn(entry.first) ?? entry.first, last: slipIn(entry.last) ?? entry.last };
  const take = ({ roll }: RollEntered) => {
    onEntered();
    return { tone: "calm" as const, say: () => t("reception.roll_entered", roll) };
  };
  return { name: "enter_roll", steps: [{ method: "post", path: "/paper-rolls", body, take }] };
}
