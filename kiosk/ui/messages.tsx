// Pages that only say something: starting, out of service, closed, getting the number, refused.

import type { ComponentChildren } from "preact";
import { formatTime, formatWeekdayDate } from "../../protocol/ui/format";
import { bilingual, hasText, language, t, textIn } from "../../protocol/ui/i18n";
import type { Opening, Refusal, Wish } from "./agent";
import { toStart } from "./flow";
import { Header, Question } from "./frame";
import { siteTime } from "./hall";
import { Icon, type IconName } from "./icon";
import { done, takeWish } from "./taking";
import { Tools } from "./tools";
import { Both, isInBoth } from "./words";

interface MessageProps {
  icon: IconName;
  text: string;
  say?: string;
  children?: ComponentChildren;
}

function Message({ icon, text, say = text, children }: MessageProps) {
  return (
    <div class="message">
      <Icon name={icon} />
      <Question say={say}>
        <Both text={text} />
      </Question>
      {children}
    </div>
  );
}

export function StartingPage() {
  return (
    <main class="page">
      <Header />
      <Message icon="wait" text="kiosk.starting" />
    </main>
  );
}

export function TakingPage() {
  return (
    <main class="page soon" aria-busy="true">
      <Message icon="wait" text="kiosk.taking" />
    </main>
  );
}

/** Nobody can be given a number here; the reason is for the staff, in their words. */
export function StoppedPage({ code }: { code: string }) {
  const reason = `kiosk.staff.${code}`;
  return (
    <main class="page">
      <Header />
      <Message icon="info" text="kiosk.stopped" say="kiosk.stopped kiosk.stopped_hint">
        <p class="message-text">
          <Both text="kiosk.stopped_hint" />
        </p>
      </Message>
      <p class="for-staff">
        {t("kiosk.for_staff", { reason: t(hasText(reason) ? reason : "kiosk.staff.other") })}
      </p>
      <Tools />
    </main>
  );
}

// --- closed ------------------------------------------------------------------------------------

export function ClosedPage({ opening }: { opening: Opening }) {
  const why = `kiosk.closed.${opening.why ?? "after_hours"}`;
  const isPause = opening.why === "lunch" || opening.why === "ending";
  return (
    <main class="page">
      <Header />
      <Message icon="shut" text="kiosk.closed" say={`kiosk.closed ${why}`}>
        <p class="message-text">
          <WhyClosed opening={opening} why={why} />
        </p>
        {opening.next_at && <NextOpening at={opening.next_at} />}
        {isPause && (
          <p class="message-text" data-say="kiosk.closed_kept">
            <Both text="kiosk.closed_kept" />
          </p>
        )}
      </Message>
      <Tools />
    </main>
  );
}

function WhyClosed({ opening, why }: { opening: Opening; why: string }) {
  if (!opening.day_name_vi) return <Both text={why} />;
  const names = { vi: opening.day_name_vi, en: opening.day_name_en || opening.day_name_vi };
  const text = "kiosk.closed_for";
  return (
    <>
      <span class="first">{t(text, { name: bilingual(names.vi, names.en) })}</span>
      {isInBoth() && (
        <span class="second" lang="en">
          {textIn("en", text, { name: names.en })}
        </span>
      )}
    </>
  );
}

/** When one can come again: the time in large figures, the day in words. */
function NextOpening({ at }: { at: string }) {
  return (
    <p class="next-opening">
      <span class="next-words">
        <Both text="kiosk.closed_next" />
      </span>
      <span class="next-time figures">{formatTime(at)}</span>
      <span class="next-day">{isToday(at) ? t("kiosk.closed_today") : formatWeekdayDate(at)}</span>
    </p>
  );
}

function isToday(at: string): boolean {
  return siteTime.value !== null && formatWeekdayDate(at) === formatWeekdayDate(siteTime.value);
}

// --- refused, and asked once more --------------------------------------------------------------

export function RefusedPage({ refusal }: { refusal: Refusal }) {
  return (
    <main class="page">
      <Header />
      <Message icon="info" text="kiosk.refused" say={`kiosk.refused ${refusalKey(refusal)}`}>
        <p class="message-text">
          <Sentence refusal={refusal} />
        </p>
        <p class="message-text">
          <Both text="kiosk.refused_hint" />
        </p>
      </Message>
      <button type="button" class="main-button" onClick={toStart}>
        <Both text="kiosk.to_start" />
      </button>
    </main>
  );
}

function refusalKey({ code }: Refusal): string {
  const own = `kiosk.refused.${code}`;
  return hasText(own) ? own : "kiosk.refused.other";
}

/** The agent and the server speak Vietnamese; English is in the page's catalogue. */
function Sentence({ refusal }: { refusal: Refusal }) {
  const key = refusalKey(refusal);
  if (language.value === "en" || !refusal.message) return <Both text={key} />;
  return (
    <>
      <span class="first">{refusal.message}</span>
      {isInBoth() && (
        <span class="second" lang="en">
          {textIn("en", key)}
        </span>
      )}
    </>
  );
}

/** A second number for the same within a minute is mostly a mistake, and sometimes is not. */
export function AgainPage({ wish, label }: { wish: Wish; label: string }) {
  return (
    <main class="page">
      <Header />
      <Message icon="info" text="kiosk.again" say="kiosk.again">
        <p class="again-label figures" data-say={`label.${label}`}>
          {label}
        </p>
        <p class="message-text" data-say="kiosk.again_hint">
          <Both text="kiosk.again_hint" />
        </p>
      </Message>
      <div class="buttons">
        <button type="button" class="main-button" onClick={done}>
          <Both text="kiosk.again_no" />
        </button>
        <button type="button" class="plain-button" onClick={() => takeWish(wish)}>
          <Both text="kiosk.again_yes" />
        </button>
      </div>
    </main>
  );
}
