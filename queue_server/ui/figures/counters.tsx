// The counters as they are now: who sits there, what they serve today, and changing that.

import { signal } from "@preact/signals";
import { ApiError } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import { Dialog } from "../dialog";
import { SkillsForm } from "../skills";
import type { Staff, StaffCounter } from "../shapes";
import type { Day } from "./day";
import { fieldsOf } from "../serves";
import { Frame } from "./tables";

const asked = signal<number | null>(null);
const failed = signal<ApiError | null>(null);

export function Counters({ day, staff }: { day: Day; staff: Staff }) {
  const counter = staff.counters.find(({ number }) => number === asked.value);
  return (
    <>
      <Frame title={t("manager.counters")}>
        <thead>
          <tr>
            <th scope="col">{t("manager.col_counter")}</th>
            <th scope="col">{t("manager.col_state")}</th>
            <th scope="col">{t("manager.col_serves")}</th>
            <th scope="col">
              <span class="spoken">{t("skills.change")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {staff.counters.map((each) => (
            <Row key={each.number} staff={staff} counter={each} />
          ))}
        </tbody>
      </Frame>
      {counter && <Question day={day} staff={staff} counter={counter} />}
    </>
  );
}

function Row({ staff, counter }: { staff: Staff; counter: StaffCounter }) {
  const { number, state, officer } = counter;
  return (
    <tr>
      <th scope="row" class="figures">
        {number}
      </th>
      <td>
        {t(`manager.counter_${state}`)}
        {officer && ` · ${officer.name}`}
      </td>
      <td>
        {fieldsOf(staff, counter)}
        {counter.services_changed && <b> · {t("skills.changed")}</b>}
      </td>
      <td class="number">
        <button type="button" class="button small" onClick={() => ask(number)}>
          {t("skills.change_short")} <span class="spoken">{t("console.counter", { counter: number })}</span>
        </button>
      </td>
    </tr>
  );
}

function ask(number: number): void {
  failed.value = null;
  asked.value = number;
}

function Question({ day, staff, counter }: { day: Day; staff: Staff; counter: StaffCounter }) {
  const close = () => (asked.value = null);
  const path = `/counters/${counter.number}/services`;
  return (
    <Dialog title={t("console.ask_skills", { counter: counter.number })} onClose={close}>
      {failed.value && (
        <p class="banner bad" role="alert">
          {failed.value.message}
        </p>
      )}
      <SkillsForm
        staff={staff}
        counter={counter}
        onChange={(services) => void send(() => day.api.put(path, { services }))}
        onRestore={() => void send(() => day.api.remove(path))}
        onNo={close}
      />
    </Dialog>
  );
}

async function send(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
    asked.value = null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failed.value = error;
  }
}
