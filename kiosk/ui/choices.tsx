// The three questions: which field, which service, which class.

import { language } from "../../protocol/ui/i18n";
import type { Field, Group, Service } from "./agent";
import { chooseField, chooseService, isHallClosed, isLarge, state, takeNumber } from "./flow";
import { Notes, Question } from "./frame";
import { Paged } from "./paged";
import { inPairs } from "./paging";
import { Both, Name, sizeOf, waitingKey } from "./words";

const ANSWERS_MAX = 6;
const LARGE_FIELDS_MAX = 4;

// --- fields ------------------------------------------------------------------------------------

export function FieldsPage() {
  const fields = state.value?.fields ?? [];
  return (
    <>
      <Question>
        <Both text="kiosk.ask_field" />
      </Question>
      <Notes />
      {fields.length === 0 ? (
        <p class="nothing">
          <Both text="kiosk.empty" />
        </p>
      ) : (
        <Paged
          rows={isLarge.value ? fields.map((field) => [field]) : inPairs(fields)}
          keyOf={(row) => row.map((field) => field.code).join("+")}
          rowsMax={isLarge.value ? LARGE_FIELDS_MAX : ANSWERS_MAX / 2}
          draw={(row) => (
            <div class="pair">
              {row.map((field) => (
                <FieldCard key={field.code} field={field} />
              ))}
            </div>
          )}
        />
      )}
    </>
  );
}

function FieldCard({ field }: { field: Field }) {
  const hint = language.value === "vi" ? field.hint_vi : field.hint_en;
  return (
    <button type="button" class="answer field" onClick={() => chooseField(field)}>
      <span class="name">
        <Name of={field} />
      </span>
      {hint && <span class="hint">{hint}</span>}
      <Waiting services={field.services} />
    </button>
  );
}

function Waiting({ services }: { services: Service[] }) {
  const counts = services.map((service) => service.waiting);
  if (counts.some((count) => count === null)) return null;
  const count = counts.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const isClosed = !isHallClosed.value && services.every(({ open_counters }) => open_counters === 0);
  return (
    <span class="count figures">
      <span class="waiting">
        <Both text={waitingKey(count)} values={{ count }} />
      </span>
      {isClosed && (
        <span class="tag">
          <Both text="kiosk.no_counter" />
        </span>
      )}
    </span>
  );
}

// --- services ----------------------------------------------------------------------------------

export function ServicesPage({ field }: { field: Field }) {
  return (
    <>
      <p class="path">
        <Name of={field} />
      </p>
      <Question>
        <Both text="kiosk.ask_service" />
      </Question>
      <Notes />
      <Paged
        rows={currentServices(field)}
        keyOf={(service) => service.code}
        rowsMax={ANSWERS_MAX}
        draw={(service) => (
          <button type="button" class="answer row" onClick={() => chooseService(field, service)}>
            <span class="name">
              <Name of={service} />
            </span>
            <Waiting services={[service]} />
          </button>
        )}
      />
    </>
  );
}

/** The same services with the counts of this moment. */
function currentServices(field: Field): Service[] {
  return state.value?.fields.find(({ code }) => code === field.code)?.services ?? field.services;
}

// --- class -------------------------------------------------------------------------------------

export function ClassPage({ service }: { service: Service }) {
  const groups = state.value?.groups ?? [];
  return (
    <>
      <p class="path">
        <Both text="kiosk.chosen" />
      </p>
      <Question>
        <span class={`chosen ${sizeOf(service)}`}>
          <Name of={service} />
        </span>
      </Question>
      <Notes />
      <button type="button" class="take" onClick={() => takeNumber(service, null)}>
        <Both text="kiosk.take" />
      </button>
      {groups.length > 0 && <Priority groups={groups} service={service} />}
    </>
  );
}

function Priority({ groups, service }: { groups: Group[]; service: Service }) {
  return (
    <section class="priority" aria-labelledby="priority">
      <h2 id="priority">
        <Both text="kiosk.priority_question" />
      </h2>
      <p class="priority-hint">
        <Both text="kiosk.priority_hint" />
      </p>
      <Paged
        rows={groups}
        keyOf={(group) => group.code}
        rowsMax={ANSWERS_MAX - 1}
        draw={(group) => (
          <button
            type="button"
            class="answer group"
            onClick={() => takeNumber(service, group.code)}
          >
            <span class="name">
              <Name of={group} />
            </span>
          </button>
        )}
      />
    </section>
  );
}
