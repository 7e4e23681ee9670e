// When numbers are given: always, or by the week and the days that differ from it.

import { t } from "../../../../protocol/ui/i18n";
import { periodsIn, withHours, WEEKDAYS, type CatalogueFile, type Fault, type Hours, type Weekday } from "./draft";
import { change, faults, told } from "./editing";
import { EXCEPTIONS } from "./entries";
import { Rows } from "./rows";
import { entryName, faultSentence } from "./words";

/** What a hall that begins to keep hours has at first: the usual week of an office. */
const USUAL: Hours = {
  opens_before_min: 15,
  closes_before_min: 30,
  ...Object.fromEntries(WEEKDAYS.slice(0, 5).map((name) => [name, ["08:00-11:30", "13:30-17:00"]])),
};

export function Week({ file }: { file: CatalogueFile }) {
  const { hours } = file;
  return (
    <section class="offer-list">
      <label class="choice">
        <input
          type="checkbox"
          checked={!hours}
          onChange={(event) => change(withHours(file, event.currentTarget.checked ? null : USUAL))}
        />{" "}
        {t("admin.always_open")}
      </label>
      {hours && <Periods file={file} hours={hours} />}
      {hours && <Calendars file={file} hours={hours} />}
      {hours && <Rows list={EXCEPTIONS} file={file} />}
    </section>
  );
}

interface WeekProps {
  file: CatalogueFile;
  hours: Hours;
}

function Periods({ file, hours }: WeekProps) {
  return (
    <div class="card settled">
      <h3>{t("admin.week")}</h3>
      <p>{t("admin.week_help")}</p>
      {WEEKDAYS.map((name) => (
        <Day key={name} name={name} file={file} hours={hours} />
      ))}
      {(["opens_before_min", "closes_before_min"] as const).map((name) => (
        <label key={name} class="field">
          <span>{entryName(name)}</span>
          <input
            type="number"
            min="0"
            max="240"
            step="1"
            value={hours[name] ?? 0}
            onChange={(event) => change(withHours(file, { [name]: Number(event.currentTarget.value) }))}
          />
          <Wrong fault={faultOf(name)} id={name} />
        </label>
      ))}
    </div>
  );
}

function Day({ name, file, hours }: WeekProps & { name: Weekday }) {
  const fault = faultOf(name);
  return (
    <label class="field">
      <span>{entryName(name)}</span>
      <input
        type="text"
        value={((hours[name] ?? []) as string[]).join(", ")}
        placeholder={t("admin.day_off")}
        autocomplete="off"
        aria-invalid={fault !== undefined}
        aria-describedby={fault && `${name}-wrong`}
        onChange={(event) => change(withHours(file, { [name]: periodsIn(event.currentTarget.value) }))}
      />
      <Wrong fault={fault} id={name} />
    </label>
  );
}

function Wrong({ fault, id }: { fault: Fault | undefined; id: string }) {
  if (!fault) return null;
  return (
    <span class="wrong" id={`${id}-wrong`}>
      {faultSentence(fault)}
    </span>
  );
}

function faultOf(name: string): Fault | undefined {
  const place = `hours.${name}`;
  return faults.value.find((fault) => fault.place === place || fault.place.startsWith(`${place}.`));
}

function Calendars({ file, hours }: WeekProps) {
  const kept = hours.calendars ?? [];
  const put = (name: string, isKept: boolean) => {
    const others = kept.filter((each) => each !== name);
    change(withHours(file, { calendars: isKept ? [...others, name].sort() : others }));
  };
  return (
    <fieldset class="card">
      <legend>{t("admin.calendars")}</legend>
      <p>{t("admin.calendars_help")}</p>
      {told.value?.calendars.map((name) => (
        <label key={name} class="choice">
          <input
            type="checkbox"
            checked={kept.includes(name)}
            onChange={(event) => put(name, event.currentTarget.checked)}
          />{" "}
          {t(`admin.calendar.${name}`)}
        </label>
      ))}
    </fieldset>
  );
}
