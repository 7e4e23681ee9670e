// What surrounds every page: whose hall this is, the time, notes, the way back.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatTime, formatWeekdayDate } from "../../protocol/ui/format";
import { language, t, textIn } from "../../protocol/ui/i18n";
import {
  finish,
  goBack,
  isHallClosed,
  isLarge,
  page,
  presence,
  siteTime,
  state,
  stay,
  switchLanguage,
  switchSize,
} from "./flow";
import { Icon, type IconName } from "./icon";
import { Both } from "./words";

export function Header() {
  const site = state.value?.site;
  return (
    <header class="header">
      <div class="site">
        <p class="site-name">{site && (language.value === "vi" ? site.name_vi : site.name_en)}</p>
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

/** A question over its answers; it takes the focus, so that it is read out. */
export function Question({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [page.value.name]);
  return (
    <h1 class="question" ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** What is not as usual, calmly, beside what still works. */
export function Notes() {
  const now = state.value;
  if (now === null) return null;
  return (
    <div class="notes" role="status">
      {isHallClosed.value && <Note icon="info" text="kiosk.hall_closed" />}
      {now.link === "away" && <Note icon="away" text="kiosk.away" />}
      {now.printer === "paper_out" && <Note icon="printer" text="kiosk.printer_paper_out" />}
      {now.printer === "failed" && <Note icon="printer" text="kiosk.printer_failed" />}
    </div>
  );
}

function Note({ icon, text }: { icon: IconName; text: string }) {
  return (
    <div class="note">
      <Icon name={icon} />
      <p>
        <Both text={text} />
      </p>
    </div>
  );
}

export function Footer() {
  const isStart = page.value.name === "fields";
  const other = language.value === "vi" ? "en" : "vi";
  return (
    <footer class="footer">
      {!isStart && (
        <button type="button" class="key back" onClick={goBack}>
          <Icon name="back" />
          <span>{t("kiosk.back")}</span>
        </button>
      )}
      <button type="button" class="key" onClick={switchLanguage}>
        <span lang={other}>{textIn(other, "shared.language")}</span>
      </button>
      <button type="button" class="key" aria-pressed={isLarge.value} onClick={switchSize}>
        <span>{t(isLarge.value ? "kiosk.smaller" : "kiosk.larger")}</span>
      </button>
    </footer>
  );
}

/** Asks whether the citizen is still there; any touch but one means yes. */
export function StillThere() {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  if (presence.value.state !== "asking") return null;
  const seconds = Math.ceil(presence.value.leftMs / 1_000);
  return (
    <div class="veil" onClick={stay}>
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
  finish();
}
