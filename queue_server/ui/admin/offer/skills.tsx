// Which counter serves what: a row for each service, a column for each counter.

import { signal } from "@preact/signals";
import { bilingual, t } from "../../../../protocol/ui/i18n";
import { Answers, Dialog } from "../../dialog";
import {
  faultsAt,
  withNewCounter,
  withoutCounter,
  withSkill,
  withYield,
  type CatalogueFile,
  type CounterRow,
  type Row,
} from "./draft";
import { change, draft, faults } from "./editing";
import { faultSentence } from "./words";

const YIELD_MAX_S = 600;
const COUNTER_MAX = 999;

const isTaken = signal(false);
/** The counter whose form is open. */
const asked = signal<number | null>(null);

export function Skills({ file }: { file: CatalogueFile }) {
  return (
    <section class="offer-list">
      <p>{t("admin.skills_help")}</p>
      <AddCounter file={file} />
      <div class="card table-frame">
        <table class="skills">
          <thead>
            <tr>
              <th scope="col">{t("admin.service")}</th>
              {file.counters.map((counter, at) => (
                <Column key={counter.number} counter={counter} at={at} />
              ))}
            </tr>
          </thead>
          <tbody>
            {file.services.map((service) => (
              <Line key={String(service.code)} service={service} file={file} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Column({ counter, at }: { counter: CounterRow; at: number }) {
  const wrong = [...faultsAt(faults.value, "counters", at).values()];
  return (
    <th scope="col">
      <button type="button" class="button" onClick={() => (asked.value = counter.number)}>
        {t("console.counter", { counter: counter.number })}
      </button>
      {wrong.map((fault) => (
        <span key={fault.place} class="wrong">
          {faultSentence(fault)}
        </span>
      ))}
    </th>
  );
}

function Line({ service, file }: { service: Row; file: CatalogueFile }) {
  const code = String(service.code);
  return (
    <tr>
      <th scope="row">
        {code} · {bilingual(String(service.name_vi ?? ""), String(service.name_en ?? ""))}
      </th>
      {file.counters.map(({ number, services, yield_s }) => (
        <td key={number} class="skill">
          <label>
            <input
              type="checkbox"
              checked={services.includes(code)}
              onChange={(event) => change(withSkill(file, number, code, event.currentTarget.checked))}
            />
            <span class="spoken">
              {t("console.counter", { counter: number })}: {code}
            </span>
            {yield_s?.[code] !== undefined && <span class="mute"> {t("admin.yields", { seconds: yield_s[code]! })}</span>}
          </label>
        </td>
      ))}
    </tr>
  );
}

function AddCounter({ file }: { file: CatalogueFile }) {
  const next = Math.max(0, ...file.counters.map(({ number }) => number)) + 1;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const more = withNewCounter(file, Number(new FormData(form).get("number")));
    isTaken.value = more === null;
    if (more) change(more);
  };
  return (
    <form class="card adding" onSubmit={submit}>
      <h3>{t("admin.add.counters")}</h3>
      <label class="field">
        <span>{t("admin.entry.number")}</span>
        <input key={next} type="number" name="number" min="1" max={COUNTER_MAX} required defaultValue={String(next)} />
      </label>
      <button type="submit" class="button">
        {t("admin.add")}
      </button>
      {isTaken.value && (
        <p class="wrong" role="alert">
          {t("admin.counter_taken")}
        </p>
      )}
    </form>
  );
}

/** What one counter leaves to others for a while, and its going. */
export function CounterForm() {
  const number = asked.value;
  const file = draft.value;
  const counter = file?.counters.find((each) => each.number === number);
  if (number === null || !file || !counter) return null;
  const close = () => (asked.value = null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const yieldS = counter.services.map((code) => [code, Number(form.get(code))] as const);
    change(withYield(file, number, Object.fromEntries(yieldS)));
    close();
  };
  const remove = () => {
    change(withoutCounter(file, number));
    close();
  };
  return (
    <Dialog title={t("console.counter", { counter: number })} onClose={close}>
      <form onSubmit={submit}>
        <p>{t("admin.yield_help")}</p>
        {counter.services.map((code) => (
          <label key={code} class="field">
            <span>{t("admin.yield_of", { code })}</span>
            <input
              type="number"
              name={code}
              min="0"
              max={YIELD_MAX_S}
              step="1"
              required
              defaultValue={String(counter.yield_s?.[code] ?? 0)}
            />
          </label>
        ))}
        <p class="going">
          <button type="button" class="button" onClick={remove}>
            {t("admin.remove_counter")}
          </button>
        </p>
        <Answers yes={t("admin.keep")} onNo={close} />
      </form>
    </Dialog>
  );
}
