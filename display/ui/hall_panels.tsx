// What stands beside the calls: every counter with its number, and how many wait.

import "./hall_panels.css";

import { textIn } from "../../protocol/ui/i18n";
import { Label } from "../../protocol/ui/label";
import { countersOnScreen } from "./counters";
import { Both, BothNames } from "./screen";
import type { BoardCounter, BoardField } from "./views";

/** Longer names of fields stand on two smaller lines. */
const NAME_SHORT_MAX = 22;
const FIELDS_FEW_MAX = 6;

interface CountersProps {
  counters: readonly BoardCounter[];
  /** Half a minute without the server: what a counter does now is not known. */
  isPast: boolean;
}

export function Counters({ counters, isPast }: CountersProps) {
  if (isPast) return null;
  return (
    <section class="panel counters">
      <h2>
        <Both text="hall.counters" />
      </h2>
      <ul>
        {countersOnScreen(counters).map((counter) => (
          <Counter key={counter.number} {...counter} />
        ))}
      </ul>
    </section>
  );
}

function Counter({ number, state, label, phase }: BoardCounter) {
  return (
    <li class={`${state} ${phase ?? ""}`}>
      <span class="spoken">{textIn("vi", "screen.counter")} </span>
      <b>{number}</b> {label ? <Label label={label} /> : <Both text={withoutTicket(state)} />}
    </li>
  );
}

function withoutTicket(state: BoardCounter["state"]): string {
  return `hall.counter.${state === "open" ? "free" : state}`;
}

function isLong({ name_vi }: BoardField): boolean {
  return name_vi.length > NAME_SHORT_MAX;
}

interface WaitingProps {
  fields: readonly BoardField[];
  /** So many counters stand above that fields stand in two columns, however few they are. */
  isTight: boolean;
  pastAt: string | null;
}

export function Waiting({ fields, isTight, pastAt }: WaitingProps) {
  const title = pastAt === null ? "hall.waiting" : "hall.waiting_at";
  return (
    <section class={`panel waiting ${isTight || fields.length > FIELDS_FEW_MAX ? "" : "few"}`}>
      <h2>
        <Both text={title} values={{ time: pastAt ?? "" }} />
      </h2>
      <ul>
        {fields.map((field) => (
          <li key={field.code}>
            <b class="letter">{field.letter}</b>
            <BothNames vi={field.name_vi} en={field.name_en} class={isLong(field) ? "long" : ""} />
            <b class="figures">{field.waiting}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
