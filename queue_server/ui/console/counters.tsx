// Where to sit: the counters of the hall, what they serve and who sits there.

import { formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { shortNameOf } from "../page";
import type { StaffCounter } from "../shapes";
import type { Desk } from "./desk";
import { Key } from "./key";
import { openCounter } from "./orders";
import { TicketButtons } from "./buttons";

const KEYED_MAX = 9;

export function CounterChoice({ desk }: { desk: Desk }) {
  return (
    <section class="counters" aria-labelledby="choose-counter">
      <TakenFromMe desk={desk} />
      <h2 id="choose-counter">{t("console.choose_counter")}</h2>
      <ul>
        {desk.staff.value?.counters.map((counter) => (
          <li key={counter.number}>
            <Place counter={counter} desk={desk} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whose counter was taken over hears so, until the counter closes or they open another. */
function TakenFromMe({ desk }: { desk: Desk }) {
  const me = desk.identity.value?.id;
  const taken = desk.staff.value?.counters.find(({ taken_from }) => taken_from !== null && taken_from === me);
  if (!taken) return null;
  return (
    <p class="banner bad taken-over" role="alert">
      {t("console.taken_over", {
        counter: taken.number,
        name: taken.officer?.name ?? "",
        time: taken.since === null ? "" : formatTime(taken.since),
      })}
    </p>
  );
}

/** One's own counter, open in another browser: this one may look, or take it over. */
export function Elsewhere({ desk }: { desk: Desk }) {
  const counter = desk.elsewhere.value;
  if (counter === null) return null;
  return (
    <>
      <section class="card ticket elsewhere" role="alert">
        <div class="about">
          <h2>{t("console.elsewhere", { counter: counter.number })}</h2>
          <p>{t("console.elsewhere_help")}</p>
          {counter.ticket && <p>{t("console.goes_along", { label: counter.ticket.label })}</p>}
        </div>
      </section>
      <TicketButtons desk={desk} />
    </>
  );
}

function Place({ counter, desk }: { counter: StaffCounter; desk: Desk }) {
  const { number, officer } = counter;
  const isTaken = officer !== null && officer.id !== desk.identity.value?.id;
  const press = () => {
    if (isTaken) desk.question.value = { kind: "take", counter: number };
    else void desk.sender.tap(openCounter(desk, number));
  };
  const services = counter.services.map((code) => shortNameOf(desk.service(code), code)).join(", ");
  return (
    <button
      type="button"
      class={`card place ${isTaken ? "occupied" : ""}`}
      aria-busy={desk.sender.busy.value === "open"}
      onClick={press}
    >
      <strong>
        {t("console.counter", { counter: number })}
        {!isTaken && number <= KEYED_MAX && <Key of={String(number)} />}
      </strong>
      <span class="services">{services}</span>
      <span class={isTaken ? "taken" : "free"}>
        {isTaken ? t("console.taken_by", { name: officer.name }) : t("console.nobody_here")}
        {isTaken && <b>{t("console.take_over")}</b>}
      </span>
    </button>
  );
}
