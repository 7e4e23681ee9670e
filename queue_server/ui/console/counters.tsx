// Where to sit: the counters of the hall, what they serve and who sits there.

import { t } from "../../../protocol/ui/i18n";
import { shortNameOf } from "../page";
import type { StaffCounter } from "../shapes";
import type { Desk } from "./desk";
import { Key } from "./key";
import { openCounter } from "./orders";

const KEYED_MAX = 9;

export function CounterChoice({ desk }: { desk: Desk }) {
  return (
    <section class="counters" aria-labelledby="choose-counter">
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

function Place({ counter, desk }: { counter: StaffCounter; desk: Desk }) {
  const { number, officer } = counter;
  const isTaken = officer !== null && officer.id !== desk.identity.value?.id;
  const services = counter.services.map((code) => shortNameOf(desk.service(code), code)).join(", ");
  return (
    <button
      type="button"
      class="card place"
      disabled={isTaken}
      aria-busy={desk.sender.busy.value === "open"}
      onClick={() => void desk.sender.tap(openCounter(desk, number))}
    >
      <strong>
        {t("console.counter", { counter: number })}
        {!isTaken && number <= KEYED_MAX && <Key of={String(number)} />}
      </strong>
      <span class="services">{services}</span>
      <span class={isTaken ? "taken" : "free"}>
        {isTaken ? t("console.taken_by", { name: officer.name }) : t("console.nobody_here")}
      </span>
    </button>
  );
}
