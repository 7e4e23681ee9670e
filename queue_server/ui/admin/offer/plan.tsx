// What would change, and what in it is seldom meant, before anything does.

import { t } from "../../../../protocol/ui/i18n";
import { Answers, Dialog } from "../../dialog";
import { faults, fileFaults, plan, publish } from "./editing";
import { changeSentence, doubtSentence, entryName, faultSentence, thing } from "./words";
import { LISTS } from "./entries";
import type { Fault } from "./draft";
import type { Plan } from "./editing";

export function PlanQuestion() {
  const compared = plan.value;
  if (compared === null) return null;
  const close = () => (plan.value = null);
  const { changes } = compared;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void publish();
  };
  return (
    <Dialog title={t("admin.plan_title")} onClose={close} isWide>
      <form onSubmit={submit} class="plan">
        <Told compared={compared} />
        {changes.length > 0 ? (
          <Answers yes={t("admin.publish")} onNo={close} />
        ) : (
          <p class="answers">
            <button type="button" class="button main" onClick={close}>
              {t("page.close")}
            </button>
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** Read from its beginning, however long it is: so it has the focus, not the answers below it. */
function Told({ compared: { changes, doubts } }: { compared: Plan }) {
  return (
    <>
      <h3 tabIndex={-1} autofocus>
        {changes.length === 0 ? t("admin.plan_nothing") : t("admin.plan_changes", { count: changes.length })}
      </h3>
      {doubts.length > 0 && (
        <section class="doubts">
          <h4>{t("admin.plan_doubts")}</h4>
          <ul>
            {doubts.map((doubt) => (
              <li key={`${doubt.why} ${doubt.key}`}>{doubtSentence(doubt)}</li>
            ))}
          </ul>
        </section>
      )}
      <ul>
        {changes.map((each) => (
          <li key={`${each.part} ${each.key} ${each.name}`}>{changeSentence(each)}</li>
        ))}
      </ul>
    </>
  );
}

/** All that is wrong, in one place too: a fault may be in a part that is not shown. */
export function Faults() {
  const found = [...faults.value, ...fileFaults.value];
  if (found.length === 0) return null;
  return (
    <ul class="card faults">
      {found.map((fault) => (
        <li key={`${fault.place} ${fault.why}`} class="wrong">
          {placeWords(fault)} {faultSentence(fault)}
        </li>
      ))}
    </ul>
  );
}

/** `services.3.day_cap` as people say it: which row, and its value. */
function placeWords({ place }: Fault): string {
  if (place === "") return "";
  const list = LISTS.find(({ name }) => place === name || place.startsWith(`${name}.`));
  const [head = "", ...rest] = place.split(".");
  const [at = ""] = list ? place.slice(list.name.length + 1).split(".") : rest;
  const row = /^\d+$/.test(at) ? t("admin.row", { number: Number(at) + 1 }) : at && entryName(at);
  return `${thing(list?.thing ?? head, "")}${row && `, ${row}`}:`;
}
