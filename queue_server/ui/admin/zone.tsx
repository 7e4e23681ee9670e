// Which counters a hall screen shows and speaks for; none chosen is the whole hall.

import { signal } from "@preact/signals";
import { t } from "../../../protocol/ui/i18n";
import type { ApiError } from "../../../protocol/ui/api";
import { Answers, Dialog } from "../dialog";
import { api, listAt, refusalIn } from "./list";
import type { Catalogue, DeviceRow } from "./shapes";

const catalogue = listAt<Catalogue>("/catalogue");
const asked = signal<DeviceRow | null>(null);
const refused = signal<ApiError | null>(null);

export function ZoneButton({ row }: { row: DeviceRow }) {
  const ask = () => {
    refused.value = null;
    asked.value = row;
    void catalogue.ask();
  };
  return (
    <button type="button" class="button" onClick={ask}>
      {t("admin.zone")}
      <span class="spoken"> {row.name}</span>
    </button>
  );
}

/** `3, 5`, or that it is the whole hall. */
export function zoneWords(zone: number[]): string {
  return zone.length ? zone.join(", ") : t("admin.whole_hall");
}

export function ZoneQuestion({ onChanged }: { onChanged: () => Promise<void> }) {
  const device = asked.value;
  const counters = catalogue.answer.value?.counters;
  if (device === null || counters === undefined) return null;
  const close = () => (asked.value = null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      await api.put(`/devices/${device.id}/zone`, { counters: form.getAll("counter").map(Number) });
      close();
      await onChanged();
    } catch (failure) {
      refused.value = refusalIn(failure);
    }
  };
  return (
    <Dialog title={t("admin.zone_title", { name: device.name })} onClose={close}>
      <form onSubmit={(event) => void submit(event)}>
        <p>{t("admin.zone_help")}</p>
        <div class="zone">
          {counters.map(({ number }) => (
            <label key={number} class="choice">
              <input
                type="checkbox"
                name="counter"
                value={number}
                defaultChecked={device.zone.includes(number)}
              />{" "}
              {t("console.counter", { counter: number })}
            </label>
          ))}
        </div>
        {refused.value && (
          <p class="banner bad" role="alert">
            {refused.value.message}
          </p>
        )}
        <Answers yes={t("admin.keep")} onNo={close} />
      </form>
    </Dialog>
  );
}
