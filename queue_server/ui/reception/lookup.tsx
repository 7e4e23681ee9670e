// The line a scanner types into, and how what it found stands.

import { useEffect, useRef } from "preact/hooks";
import type { ApiError } from "../../../protocol/ui/api";
import { formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { shownActions, type Action } from "../console/actions";
import { Key } from "../console/key";
import { slipIn } from "../console/lookup";
import { Tags } from "../console/tags";
import { isTold, sentenceOf } from "../console/timeline";
import { nameOf } from "../page";
import { reprintOf } from "./orders";
import { focusLookup, LOOKUP_FIELD, type Found, type Reception } from "./state";

const SLIP_MAX = 200;
const LONG_LABEL = 5;
// A slip whose kiosk is cut off may be let in.
const MAY_BE_LET_IN = ["label_not_sent", "slip_not_sent"];

export function LookupCard({ reception }: { reception: Reception }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    reception.lookUp(field.current?.value ?? "");
    field.current?.select();
  };
  const { found, error } = reception;
  return (
    <section class="card lookup">
      <form role="search" onSubmit={search}>
        <label for={LOOKUP_FIELD}>{t("reception.look_up")}</label>
        <input
          ref={field}
          type="search"
          id={LOOKUP_FIELD}
          placeholder={t("reception.look_up_hint")}
          autocomplete="off"
          spellcheck={false}
          maxLength={SLIP_MAX}
        />
        <button type="submit" class="button">
          {t("reception.find")} <Key of="F2" />
        </button>
      </form>
      <div aria-live="polite">
        {found.value && <FoundTicket reception={reception} found={found.value} />}
        {error.value && <NotHere reception={reception} error={error.value} />}
        {!found.value && !error.value && <p class="empty">{t("reception.nothing_looked_up")}</p>}
      </div>
    </section>
  );
}

function FoundTicket({ reception, found }: { reception: Reception; found: Found }) {
  const { desk } = reception;
  const { ticket } = found;
  return (
    <>
      <div class={`stands ${ticket.state}`}>
        <p class={`label ${ticket.label.length > LONG_LABEL ? "long" : ""}`}>{ticket.label}</p>
        <div class="about">
          <h2>{stateOf(found)}</h2>
          <p>{nameOf(desk.service(ticket.service), ticket.service)}</p>
          <p class="tags">
            <Tags desk={desk} ticket={ticket} />
          </p>
        </div>
      </div>
      <p class="choices">
        {shownActions(desk).map((action) => (
          <Choice key={action.name} reception={reception} action={action} label={ticket.label} />
        ))}
      </p>
      <ol class="timeline">
        {found.timeline.filter(isTold).map((entry) => (
          <li key={entry.seq}>
            <time dateTime={entry.at}>{formatTime(entry.at)}</time>
            <span>{sentenceOf(entry, found.tickets, (code) => nameOf(desk.service(code), code))}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** How it stands, as one would say it to its citizen. */
function stateOf({ ticket, ahead }: Found): string {
  if (ahead === 0) return t("reception.state.next");
  const values = { count: ahead ?? 0, counter: ticket.counter ?? "" };
  return t(`reception.state.${ticket.state}`, values);
}

interface ChoiceProps {
  reception: Reception;
  action: Action;
  label: string;
}

function Choice({ reception, action, label }: ChoiceProps) {
  const isReprint = action.name === "reprint";
  const run = () => {
    if (isReprint) void reprintOf(reception, reception.found.peek()?.ticket.id ?? "");
    else action.run();
    focusLookup();
  };
  return (
    <button type="button" class="button" onClick={run}>
      {t(`console.that.${action.name}`, { label })} {isReprint && <Key of="F8" />}
    </button>
  );
}

/** Why it is not here, and what can be done about it. */
function NotHere({ reception, error }: { reception: Reception; error: ApiError }) {
  const slip = reception.asked.value ?? "";
  const letIn = () => (reception.desk.question.value = { kind: "let_in", slip: slipIn(slip) ?? slip });
  return (
    <div class="not-here" role="alert">
      <p>{error.message}</p>
      {MAY_BE_LET_IN.includes(error.code) && (
        <button type="button" class="button main" onClick={letIn}>
          {t("console.do.let_in")}
        </button>
      )}
      {error.code === "label_of_roll" && (
        <button type="button" class="button main" onClick={() => (reception.isRollOpen.value = true)}>
          {t("reception.roll")}
        </button>
      )}
    </div>
  );
}
