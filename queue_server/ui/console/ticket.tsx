// The ticket at hand: its label across the card, what it is for, how long it takes.

import type { ComponentChildren } from "preact";
import { formatDuration, formatMinutes } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { nameOf, serverNow } from "../page";
import type { StaffCounter, Ticket } from "../shapes";
import type { Desk } from "./desk";
import { reasonWords } from "./reasons";
import { waitedBeforeCallS, waitingFor } from "./waiting";
import { Tags } from "./tags";

const LONG_LABEL = 5;

export function TicketCard({ desk }: { desk: Desk }) {
  const mine = desk.mine.value;
  if (mine?.ticket) return <AtHand desk={desk} mine={mine} ticket={mine.ticket} />;
  if (mine?.state === "paused") return <Resting reason={mine.pause_reason} />;
  return <Ready desk={desk} />;
}

function AtHand({ desk, mine, ticket }: { desk: Desk; mine: StaffCounter; ticket: Ticket }) {
  const phase = mine.serving ? "serving" : "called";
  return (
    <section class={`card ticket ${phase}`} aria-label={t("console.ticket_at_hand")}>
      <p class={`label ${ticket.label.length > LONG_LABEL ? "long" : ""}`} aria-live="polite">
        {ticket.label}
      </p>
      <div class="about">
        <h2>{nameOf(desk.service(ticket.service), ticket.service)}</h2>
        <p>{factsOf(ticket).join(" · ")}</p>
        <p class="tags">
          <Tags desk={desk} ticket={ticket} />
        </p>
      </div>
      <Elapsed desk={desk} since={mine.serving?.started_at ?? ticket.called_at}>
        {t(mine.serving ? "console.being_served" : "console.since_call")}
      </Elapsed>
    </section>
  );
}

function factsOf(ticket: Ticket): string[] {
  const waited = waitedBeforeCallS(ticket);
  return [
    waited === null ? "" : t("console.waited", { length: formatMinutes(waited) }),
    t("console.call_count", { count: ticket.calls }),
    ticket.back_to === null ? "" : t("console.goes_back", { counter: ticket.back_to }),
    ticket.dossier?.code ?? "",
  ].filter(Boolean);
}

interface ElapsedProps {
  desk: Desk;
  since: string | null;
  children: ComponentChildren;
}

function Elapsed({ desk, since, children }: ElapsedProps) {
  const lengthS = since === null ? 0 : (serverNow(desk.following.offsetMs) - Date.parse(since)) / 1_000;
  return (
    <p class="elapsed" role="timer">
      <output>{formatDuration(lengthS)}</output> {children}
    </p>
  );
}

function Resting({ reason }: { reason: string | null }) {
  return (
    <section class="card ticket resting">
      <div class="about">
        <h2>{t("console.resting")}</h2>
        <p>{reason && reasonWords(reason)}</p>
      </div>
    </section>
  );
}

function Ready({ desk }: { desk: Desk }) {
  const staff = desk.staff.value;
  const { rows, unlisted } = staff
    ? waitingFor(staff, desk.mine.value?.services ?? [], desk.mine.value)
    : { rows: [], unlisted: 0 };
  const next = rows[0];
  return (
    <section class="card ticket ready">
      <div class="about">
        <h2>{t(next ? "console.ready" : "console.nobody_waits")}</h2>
        <p>
          {next
            ? t("console.next_is", { label: next.label, count: rows.length + unlisted })
            : t("console.nobody_waits_help")}
        </p>
      </div>
    </section>
  );
}
