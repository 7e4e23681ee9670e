// The first two questions: which field, which service.

import type { Field } from "./agent";
import { FieldAnswer, ServiceAnswer, shapeOf } from "./answers";
import { isLarge } from "./comfort";
import { openSearch } from "./flow";
import { BackKey, Header, Notes, Question } from "./frame";
import { currentField, state } from "./hall";
import { Icon } from "./icon";
import { Paged } from "./paged";
import { inPairs } from "./paging";
import { Tools } from "./tools";
import { Both, Name } from "./words";

const ANSWERS_MAX = 6;
const LARGE_FIELDS_MAX = 4;

export function FieldsPage() {
  const fields = state.value?.fields ?? [];
  return (
    <main class="page">
      <div class="upper">
        <Header />
        <Question say="kiosk.ask_field">
          <Both text="kiosk.ask_field" />
        </Question>
        <Notes />
        {fields.length === 0 && (
          <p class="nothing">
            <Both text="kiosk.empty" />
          </p>
        )}
      </div>
      <Paged
        rows={isLarge.value ? fields.map((field) => [field]) : inPairs(fields)}
        keyOf={(row) => row.map((field) => field.code).join("+")}
        varies={shapeOf(fields.flatMap(({ services }) => services))}
        rowsMax={isLarge.value ? LARGE_FIELDS_MAX : ANSWERS_MAX / 2}
        draw={(row) => (
          <div class="pair">
            {row.map((field) => (
              <FieldAnswer key={field.code} field={field} />
            ))}
          </div>
        )}
      />
      <div class="way">{fields.length > 0 && <FindKey />}</div>
      <Tools />
    </main>
  );
}

export function ServicesPage({ field }: { field: Field }) {
  const { services } = currentField(field);
  return (
    <main class="page">
      <div class="upper">
        <Header />
        <p class="path">
          <Name of={field} />
        </p>
        <Question say="kiosk.ask_service">
          <Both text="kiosk.ask_service" />
        </Question>
        <Notes />
      </div>
      <Paged
        rows={services}
        keyOf={(service) => service.code}
        varies={shapeOf(services)}
        rowsMax={ANSWERS_MAX}
        draw={(service) => <ServiceAnswer service={service} />}
      />
      <div class="way">
        <BackKey />
        <FindKey />
      </div>
      <Tools />
    </main>
  );
}

function FindKey() {
  return (
    <button type="button" class="key find" onClick={openSearch}>
      <Icon name="find" />
      <span class="find-words">
        <Both text="kiosk.find" />
      </span>
    </button>
  );
}
