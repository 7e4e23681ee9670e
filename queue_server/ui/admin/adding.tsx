// Another screen, pad or kiosk: what it is, where it stands.

import { signal } from "@preact/signals";
import { t } from "../../../protocol/ui/i18n";
import { valueOf } from "../signin/password";
import { Field, placed, type Placed } from "./field";
import { api, refusalIn } from "./list";

const KINDS = ["kiosk", "hall", "counter", "pad"];
const AT_COUNTER = ["counter", "pad"];
const kind = signal("hall");
const PLACES = { counter_unknown: "counter" };
const refused = signal<Placed | null>(null);

export function AddDevice({ onAdded }: { onAdded: () => void }) {
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const counter = isAtCounter() ? Number(valueOf(event, "counter")) : null;
    try {
      await api.post("/devices", { kind: kind.value, name: valueOf(event, "name"), counter });
      refused.value = null;
      form.reset();
      onAdded();
    } catch (failure) {
      refused.value = placed(refusalIn(failure), ["counter", "name"], PLACES);
    }
  };
  return (
    <form class="card adding" onSubmit={(event) => void add(event)}>
      <h3>{t("admin.add_device")}</h3>
      {refused.value && !refused.value.field && (
        <p class="banner bad" role="alert">
          {refused.value.message}
        </p>
      )}
      <label class="field">
        <span>{t("admin.kind")}</span>
        <select value={kind.value} onChange={(event) => (kind.value = event.currentTarget.value)}>
          {KINDS.map((name) => (
            <option key={name} value={name}>
              {t(`admin.kind.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {isAtCounter() && (
        <Field name="counter" label={t("admin.counter")} refused={refused.value}>
          <input type="number" name="counter" min="1" max="999" required />
        </Field>
      )}
      <Field name="name" label={t("admin.name")} refused={refused.value}>
        <input type="text" name="name" maxlength={80} autocomplete="off" required />
      </Field>
      <button type="submit" class="button main">
        {t("admin.add")}
      </button>
    </form>
  );
}

function isAtCounter(): boolean {
  return AT_COUNTER.includes(kind.value);
}
