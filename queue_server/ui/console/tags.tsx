// What is particular about a ticket, in words: priority and which group, came back, own label.

import { t } from "../../../protocol/ui/i18n";
import { nameOf } from "../page";
import type { WaitingRow } from "../shapes";
import type { Desk } from "./desk";
import { hasComeBack, isOwnLabel } from "./waiting";

type Tagged = Pick<WaitingRow, "label" | "class" | "group" | "ready_at" | "eff_at">;

export function Tags({ desk, ticket }: { desk: Desk; ticket: Tagged }) {
  const group = desk.group(ticket.group);
  return (
    <>
      {ticket.class === "priority" && <span class="tag priority">{t("console.priority")}</span>}
      {group && <span class="group">{nameOf(group)}</span>}
      {ticket.class === "appointment" && <span class="tag">{t("console.appointment")}</span>}
      {isOwnLabel(ticket.label) && <span class="tag">{t("console.own_label")}</span>}
      {hasComeBack(ticket) && <span class="tag">{t("console.came_back")}</span>}
    </>
  );
}
