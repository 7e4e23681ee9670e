// Which day: today, the one before, the one after, or any from the calendar.

import { formatDate } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import type { Day } from "./day";

const DAY_MS = 86_400_000;

export function DayChoice({ day }: { day: Day }) {
  const today = day.following.view.value?.body.day;
  if (!today) return <div class="day-choice" />;
  const shown = day.chosen.value ?? today;
  const choose = (text: string) => (day.chosen.value = !text || text >= today ? null : text);
  return (
    <div class="day-choice">
      <Step name="manager.day_before" sign="‹" onClick={() => choose(moved(shown, -1))} />
      <label>
        <span class="spoken">{t("manager.other_day")} </span>
        <span class="figures">{formatDate(shown)}</span>
        <input
          type="date"
          value={shown}
          max={today}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      </label>
      <Step
        name="manager.day_after"
        sign="›"
        isOff={shown === today}
        onClick={() => choose(moved(shown, 1))}
      />
      <button type="button" class="plain" aria-pressed={shown === today} onClick={() => choose(today)}>
        {t("manager.today")}
      </button>
    </div>
  );
}

interface StepProps {
  name: string;
  sign: string;
  isOff?: boolean;
  onClick: () => void;
}

function Step({ name, sign, isOff = false, onClick }: StepProps) {
  return (
    <button type="button" class="button step" aria-label={t(name)} disabled={isOff} onClick={onClick}>
      {sign}
    </button>
  );
}

/** A calendar day so many days away; days here are dates without an hour. */
function moved(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
