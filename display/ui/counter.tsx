// The screen above a counter: its number, and whom it calls, serves or awaits.

import "../../protocol/ui/tokens.css";
import "./screen.css";
import "./counter.css";

import { Label } from "../../protocol/ui/label";
import { Head } from "./head";
import { Both, BothNames, dataTime, show, type Shown } from "./screen";
import type { CounterState, CounterTicket, CounterView } from "./views";

const NAMED_STATES = ["called", "serving"];
const PAUSE_REASONS = ["rest", "meeting", "helping", "trouble"];

function CounterScreen({ screen, body, now }: Shown<CounterView>) {
  const { counter, ticket, site } = body;
  const isPast = now === "past";
  return (
    <main class="counter">
      <Head screen={screen} site={site} now={now} title="counter.title" />
      <p class="where">
        <Both text="screen.counter" />
        <b>{counter.number}</b>
      </p>
      {ticket && NAMED_STATES.includes(ticket.state) ? (
        <Ticket ticket={ticket} pastAt={isPast ? dataTime(screen) : null} />
      ) : (
        <WithoutTicket state={counter.state} reason={counter.pause_reason} isPast={isPast} />
      )}
    </main>
  );
}

function Ticket({ ticket, pastAt }: { ticket: CounterTicket; pastAt: string | null }) {
  const { label, state, service_vi, service_en, called_at } = ticket;
  const isPast = pastAt !== null;
  const caption = isPast ? "counter.past" : `counter.${state}`;
  return (
    <section class={`ticket ${isPast ? "" : state}`} role="status">
      <h2>
        <Both text={caption} values={{ time: pastAt ?? "" }} />
      </h2>
      <Label key={called_at} label={label} />
      <p class="service">{isPast ? <Both text="counter.ask_officer" /> : <BothNames vi={service_vi} en={service_en} />}</p>
    </section>
  );
}

interface WithoutTicketProps {
  state: CounterState;
  reason: string | null;
  isPast: boolean;
}

function WithoutTicket({ state, reason, isPast }: WithoutTicketProps) {
  const why = state === "paused" && PAUSE_REASONS.includes(reason ?? "") ? `counter.paused_${reason}` : null;
  return (
    <section class={`idle ${state}`} role="status">
      <h2>
        <Both text={`counter.${state}`} />
      </h2>
      {why && !isPast && (
        <p class="why">
          <Both text={why} />
        </p>
      )}
      <p>
        <Both text={isPast ? "counter.ask_officer" : `counter.${state}_help`} />
      </p>
    </section>
  );
}

const { counter } = document.body.dataset;
show<CounterView>(`/api/v1/views/counters/${counter}`, CounterScreen);
