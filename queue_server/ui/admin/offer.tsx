// What the hall offers: changed here as a draft, compared, and published as a whole.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../../protocol/ui/i18n";
import type { CatalogueFile } from "./offer/draft";
import { bring, compare, draft, isBusy, isChanged, open, published, refused } from "./offer/editing";
import { FIELDS, GROUPS, ORGANISATIONS, SERVICES } from "./offer/entries";
import { Faults, PlanQuestion } from "./offer/plan";
import { RowForm, Rows } from "./offer/rows";
import { ScaleRoom } from "./offer/scale";
import { SettingsRoom } from "./offer/settings";
import { CounterForm, Skills } from "./offer/skills";
import { Week } from "./offer/week";

import "./offer/offer.css";

const PARTS = ["services", "counters", "fields", "hours", "groups", "scale", "settings", "organisations"] as const;
type Part = (typeof PARTS)[number];

const part = signal<Part>("services");

export function Offer() {
  useEffect(() => {
    if (draft.value === null) void open();
  }, []);
  const file = draft.value;
  return (
    <>
      <Bar />
      {refused.value && (
        <p class="banner bad" role="alert">
          {refused.value.message}
        </p>
      )}
      {published.value && !isChanged.value && (
        <p class="banner calm" role="status">
          {t("admin.published")}
        </p>
      )}
      <Faults />
      {file === null ? (
        !refused.value && <p class="empty">{t("shared.loading")}</p>
      ) : (
        <>
          <Parts />
          <Shown file={file} />
        </>
      )}
      <RowForm />
      <CounterForm />
      <PlanQuestion />
    </>
  );
}

/** What may be done with the whole of it. */
function Bar() {
  return (
    <div class="offer-bar">
      <p role="status">{t(isChanged.value ? "admin.unpublished" : "admin.as_published")}</p>
      <a class="button" href="/api/v1/catalogue/file.toml" download>
        {t("admin.export")}
      </a>
      <label class="button bring">
        {t("admin.import")}
        <input type="file" accept=".toml,.json,application/json" onChange={(event) => take(event.currentTarget)} />
      </label>
      {isChanged.value && (
        <button type="button" class="button" onClick={() => void open()}>
          {t("admin.drop_changes")}
        </button>
      )}
      <button type="button" class="button main" aria-busy={isBusy.value} onClick={() => void compare()}>
        {t("admin.compare")}
      </button>
    </div>
  );
}

function take(input: HTMLInputElement): void {
  const file = input.files?.[0];
  if (file) void bring(file);
  input.value = ""; // the same file once more is a new choice
}

function Parts() {
  return (
    <div class="parts" role="group" aria-label={t("admin.parts")}>
      {PARTS.map((name) => (
        <button
          key={name}
          type="button"
          class="button"
          aria-pressed={part.value === name}
          onClick={() => (part.value = name)}
        >
          {t(`admin.list.${name}`)}
        </button>
      ))}
    </div>
  );
}

function Shown({ file }: { file: CatalogueFile }) {
  switch (part.value) {
    case "services":
      return <Rows list={SERVICES} file={file} />;
    case "fields":
      return <Rows list={FIELDS} file={file} />;
    case "groups":
      return <Rows list={GROUPS} file={file} />;
    case "organisations":
      return <Rows list={ORGANISATIONS} file={file} />;
    case "counters":
      return <Skills file={file} />;
    case "hours":
      return <Week file={file} />;
    case "settings":
      return <SettingsRoom file={file} />;
    case "scale":
      return <ScaleRoom file={file} />;
  }
}
