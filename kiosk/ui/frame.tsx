// What surrounds every page: whose hall this is, the time, the question, notes, the way back.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatTime, formatWeekdayDate } from "../../protocol/ui/format";
import { language, t } from "../../protocol/ui/i18n";
import type { State } from "./agent";
import { isLarge } from "./comfort";
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

// Large print has room for the first of them, on the first page.
const LARGE_NOTES_MAX = 1;

/** What is not as usual, calmly, beside what still works. */
export function Notes() {
  const now = state.value;
  if (now === null) return null;
  const isFirst = shown.value === "fields";
  const all = notesNow(now);
  const shownMax = isLarge.value ? (isFirst ? LARGE_NOTES_MAX : 0) : all.length;
  const notes = all.slice(0, shownMax);
  return (
    <div class="notes" role="status">
      {now.features.scanner && isFirst && !(isLarge.value && notes.length > 0) && <ScanHint />}
      <CarriedNote state={now} />
      {notes.map((note) => (
        <Note key={note.text} {...note} />
      ))}
    </div>
  );
}

/** What to say now; what changes most for the citizen comes first. */
function notesNow(now: State): NoteProps[] {
  const closing = closingAt.value;
  const notes: NoteProps[] = [];
  if (closing) notes.push({ icon: "wait", text: "kiosk.closing_soon", values: { time: formatTime(closing) } });
  if (now.printer === "paper_out") notes.push({ icon: "printer", text: "kiosk.printer_paper_out" });
  if (now.printer === "failed") notes.push({ icon: "printer", text: "kiosk.printer_failed" });
  if (areCountersShut.value) notes.push({ icon: "info", text: "kiosk.hall_closed" });
  if (now.link === "away") notes.push({ icon: "away", text: "kiosk.away" });
  return notes;
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

