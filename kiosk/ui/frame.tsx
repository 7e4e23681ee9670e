// What surrounds every page: whose hall this is, the time, the question, notes, the way back.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatTime, formatWeekdayDate } from "../../protocol/ui/format";
import { language, t } from "../../protocol/ui/i18n";
import { goBack, presence, shown, stay, toStart } from "./flow";
import { areCountersShut, closingAt, siteTime, state } from "./hall";
import { Icon, type IconName } from "./icon";
import { pressForStaff, releaseStaff } from "./staff/door";
import { CarriedNote, ScanHint } from "./scan_dialog";
import { Both } from "./words";

export function Header() {
  const site = state.value?.site;
  const name = site && (language.value === "vi" ? site.name_vi : site.name_en);
  return (
    <header class="header">
      <div
        class="site"
        onPointerDown={pressForStaff}
        onPointerUp={releaseStaff}
        onPointerLeave={releaseStaff}
      >
        <p class="site-name">{name || t("kiosk.title")}</p>
        <p class="site-kind">{t("kiosk.subtitle")}</p>
      </div>
      <Clock />
    </header>
  );
}

function Clock() {
  const at = siteTime.value;
  if (at === null) return null;
  return (
    <div class="clock">
      <p class="time">{formatTime(at)}</p>
      <p class="date">{formatWeekdayDate(at)}</p>
    </div>
  );
}

interface QuestionProps {
  say: string;
  children: ComponentChildren;
}

/** A question over its answers; it takes the focus, so that it is read out. */
export function Question({ say, children }: QuestionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [shown.value]);
  return (
    <h1 class="question" ref={heading} tabIndex={-1} data-say={say}>
      {children}
    </h1>
  );
}

/** What is not as usual, calmly, beside what still works. */
export function Notes() {
  const now = state.value;
  if (now === null) return null;
  const closing = closingAt.value;
  return (
    <div class="notes" role="status">
      {now.features.scanner && shown.value === "fields" && <ScanHint />}
      <CarriedNote state={now} />
      {closing && <Note icon="wait" text="kiosk.closing_soon" values={{ time: formatTime(closing) }} />}
      {areCountersShut.value && <Note icon="info" text="kiosk.hall_closed" />}
      {now.link === "away" && <Note icon="away" text="kiosk.away" />}
      {now.printer === "paper_out" && <Note icon="printer" text="kiosk.printer_paper_out" />}
      {now.printer === "failed" && <Note icon="printer" text="kiosk.printer_failed" />}
    </div>
  );
}

interface NoteProps {
  icon: IconName;
  text: string;
  values?: Record<string, string>;
}

export function Note({ icon, text, values = {} }: NoteProps) {
  return (
    <div class="note">
      <Icon name={icon} />
      <p>
        <Both text={text} values={values} />
      </p>
    </div>
  );
}

export function BackKey() {
  return (
    <button type="button" class="key back" onClick={goBack}>
      <Icon name="back" />
      <span>{t("kiosk.back")}</span>
    </button>
  );
}

/** Asks whether the citizen is still there; any touch but one means yes. */
export function StillThere() {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  if (presence.value.state !== "asking") return null;
  const seconds = Math.ceil(presence.value.leftMs / 1_000);
  return (
    <div class="veil" data-touch onClick={stay}>
      <div class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="still-there">
        <h2 id="still-there">
          <Both text="kiosk.still_there" />
        </h2>
        <p class="figures">
          <Both text="kiosk.still_there_hint" values={{ seconds }} />
        </p>
        <button type="button" class="main-button" ref={first}>
          <Both text="kiosk.stay" />
        </button>
        <button type="button" class="plain-button" onClick={leave}>
          <Both text="kiosk.to_start" />
        </button>
      </div>
    </div>
  );
}

function leave(touch: Event): void {
  touch.stopPropagation();
  toStart();
}

