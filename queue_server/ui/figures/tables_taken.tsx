// Taking the day's table away: figures at once; with officers' names only for a reason, which is kept.

import { signal } from "@preact/signals";
import { ApiError } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import { EXPORT_REASONS } from "../console/reasons";
import { Answers, Dialog } from "../dialog";
import type { Day } from "./day";

interface File {
  name: string;
  type: string;
  content: string;
}

const FORMATS = ["xlsx", "csv"] as const;

const isAsked = signal(false);
const failed = signal<ApiError | null>(null);

export function TablesTaken({ day, of }: { day: Day; of: string }) {
  return (
    <span class="taken">
      {FORMATS.map((format) => (
        <a key={format} href={`/api/v1/reports/days/${of}.${format}`} download>
          {t(`manager.${format}`)}
        </a>
      ))}
      <button type="button" class="plain" onClick={() => ask(true)}>
        {t("manager.named_table")}
      </button>
      {isAsked.value && <Asking day={day} of={of} />}
    </span>
  );
}

function Asking({ day, of }: { day: Day; of: string }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    void take(day, of, { format: String(form.get("format")), reason: String(form.get("reason")) });
  };
  return (
    <Dialog title={t("manager.named_table")} onClose={() => ask(false)}>
      <form onSubmit={submit}>
        <p>{t("manager.named_help")}</p>
        <Choice name="reason" legend={t("manager.named_why")} values={EXPORT_REASONS} words="reason" />
        <Choice name="format" legend={t("manager.named_format")} values={FORMATS} words="manager.format" first />
        {failed.value && (
          <p class="banner bad" role="alert">
            {failed.value.message}
          </p>
        )}
        <Answers yes={t("manager.named_take")} onNo={() => ask(false)} />
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  name: string;
  legend: string;
  values: readonly string[];
  words: string;
  first?: boolean;
}

/** Nothing is chosen beforehand, unless it matters little. */
function Choice({ name, legend, values, words, first = false }: ChoiceProps) {
  return (
    <fieldset class="reasons">
      <legend>{legend}</legend>
      {values.map((value, place) => (
        <label key={value} class="choice">
          <input type="radio" name={name} value={value} required defaultChecked={first && place === 0} />
          {t(`${words}.${value}`)}
        </label>
      ))}
    </fieldset>
  );
}

function ask(is: boolean): void {
  failed.value = null;
  isAsked.value = is;
}

async function take(day: Day, of: string, said: { format: string; reason: string }): Promise<void> {
  failed.value = null;
  try {
    save(await day.api.post<File>(`/reports/days/${of}/exports`, said));
    isAsked.value = false;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failed.value = error;
  }
}

/** Give a file to the browser's downloads; nothing of it stays in the page. */
function save(file: File): void {
  const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(address);
}
