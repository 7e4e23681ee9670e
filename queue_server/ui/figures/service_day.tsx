// Today: opened before its first number, and closed before its hour, by hand.

import { signal } from "@preact/signals";
import { ApiError } from "../../../protocol/ui/api";
import { formatCount, formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { Answers, Dialog } from "../dialog";
import type { Staff } from "../shapes";
import type { Day } from "./day";
import type { Reconciliation } from "./shapes";

const isAsking = signal(false);
const failed = signal<ApiError | null>(null);

interface Props {
  day: Day;
  staff: Staff;
  of: Reconciliation;
}

export function ServiceDay({ day, staff, of }: Props) {
  const { state, at } = staff.service_day;
  return (
    <section class="card service-day">
      <h2>{t("manager.service_day")}</h2>
      <p>{t(`manager.day_${state}`, { time: at === null ? "" : formatTime(at) })}</p>
      {failed.value && (
        <p class="banner bad" role="alert">
          {failed.value.message}
        </p>
      )}
      {state === "new" && (
        <button type="button" class="button" onClick={() => void send(day, `/days/${staff.day}/opening`, {})}>
          {t("manager.open_day")}
        </button>
      )}
      {state === "open" && (
        <button type="button" class="button" onClick={ask}>
          {t("manager.close_day")}
        </button>
      )}
      {isAsking.value && state === "open" && <Question day={day} staff={staff} of={of} />}
    </section>
  );
}

function ask(): void {
  failed.value = null;
  isAsking.value = true;
}

/** Gives what closing now would do to whom, in sentences. */
export function consequencesOf(of: Pick<Reconciliation, "waiting" | "held" | "called" | "serving">): string[] {
  const there = of.called + of.serving;
  if (there > 0) return [t("manager.close_people", { count: formatCount(there) })];
  const lapses = of.waiting + of.held;
  const counts = { waiting: formatCount(of.waiting), held: formatCount(of.held) };
  return [
    lapses === 0 ? t("manager.close_none") : t("manager.close_lapses", counts),
    t("manager.close_final"),
  ];
}

function Question({ day, staff, of }: Props) {
  const close = () => (isAsking.value = false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    close();
    void send(day, `/days/${staff.day}/closing`, { lapses: of.waiting + of.held });
  };
  return (
    <Dialog title={t("manager.ask_close_day")} onClose={close}>
      <form onSubmit={submit}>
        {consequencesOf(of).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <Answers yes={t("manager.close_day")} onNo={close} isGrave />
      </form>
    </Dialog>
  );
}

async function send(day: Day, path: string, body: object): Promise<void> {
  failed.value = null;
  try {
    await day.api.post(path, body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failed.value = error;
  }
}
