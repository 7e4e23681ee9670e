// What one hall decides beside its catalogue: how calls are spoken, how the queue is kept.

import { t } from "../../../../protocol/ui/i18n";
import type { CatalogueFile, Value } from "./draft";
import { change, faults } from "./editing";
import { RULES, typedOf, valueIn, VOICE, type Entry } from "./entries";
import { entryName, faultSentence } from "./words";

export function SettingsRoom({ file }: { file: CatalogueFile }) {
  return (
    <section class="offer-list">
      <Group name="voice" entries={VOICE} file={file} />
      <Group name="rules" entries={RULES} file={file} />
    </section>
  );
}

function Group({ name, entries, file }: { name: string; entries: Entry[]; file: CatalogueFile }) {
  return (
    <div class="card settled">
      <h3>{t(`admin.settings.${name}`)}</h3>
      <p>{t(`admin.settings_help.${name}`)}</p>
      {entries.map((entry) => (
        <Setting key={entry.name} entry={entry} file={file} />
      ))}
    </div>
  );
}

function Setting({ entry, file }: { entry: Entry; file: CatalogueFile }) {
  const fault = faults.value.find(({ place }) => place === `settings.${entry.name}`);
  const put = (text: string) => {
    const value: Value = valueIn(entry, text.trim()) ?? "";
    change({ ...file, settings: { ...file.settings, [entry.name]: value } });
  };
  const shared = {
    value: typedOf(file.settings[entry.name]),
    "aria-invalid": fault !== undefined,
    "aria-describedby": fault && `${entry.name}-wrong`,
  };
  return (
    <label class="field">
      <span>{entryName(entry.name)}</span>
      {entry.choices ? (
        <select {...shared} onChange={(event) => put(event.currentTarget.value)}>
          {entry.choices(file, [], {}).map(({ value }) => (
            <option key={value} value={value}>
              {t(`admin.${entry.words}.${value.replace(" ", "_")}`)}
            </option>
          ))}
        </select>
      ) : entry.kind === "number" ? (
        <input
          {...shared}
          type="number"
          min={entry.least}
          max={entry.most}
          step={entry.step ?? 1}
          onChange={(event) => put(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          type="text"
          maxLength={entry.most}
          autocomplete="off"
          onChange={(event) => put(event.currentTarget.value)}
        />
      )}
      {fault && (
        <span class="wrong" id={`${entry.name}-wrong`}>
          {faultSentence(fault)}
        </span>
      )}
    </label>
  );
}
