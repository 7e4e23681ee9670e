// A number outside the hours or above a cap: the server says no, the officer says why all the same.

import { useEffect, useState } from "preact/hooks";
import { t } from "../../../protocol/ui/i18n";
import { Key } from "./key";
import { EXCEPTION_REASONS, reasonWords } from "./reasons";
import type { Sender } from "./sender";

const CAP = "cap_reached";
const HOURS = ["before_opening", "issuing_ending", "lunch_break", "after_hours", "weekly_day_off", "day_off"];
const OBSTACLES = [...HOURS, "no_hours_ahead", CAP];

/** Gives what stands in the way of a number and may be excepted from, and a way to forget it. */
export function useObstacle(sender: Sender): [string | null, () => void] {
  const [obstacle, setObstacle] = useState<string | null>(null);
  const notice = sender.notice.value;
  useEffect(() => {
    // What was said of another number tells nothing of this one.
    if (sender.notice.peek()?.tone === "bad") sender.dismiss();
  }, []);
  useEffect(() => {
    if (notice?.code && OBSTACLES.includes(notice.code)) setObstacle(notice.code);
  }, [notice]);
  const forget = () => {
    setObstacle(null);
    if (sender.notice.peek()?.tone === "bad") sender.dismiss();
  };
  return [obstacle, forget];
}

/** None is chosen beforehand: who makes an exception says why. */
export function ExceptionField({ obstacle }: { obstacle: string }) {
  return (
    <fieldset class="reasons pair">
      <legend>{t(obstacle === CAP ? "console.exception_cap" : "console.exception_hours")}</legend>
      {EXCEPTION_REASONS.map((reason, place) => (
        <label key={reason} class="choice">
          <input type="radio" name="reason" value={reason} required autofocus={place === 0} />
          <span>
            <Key of={String(place + 1)} />
            {reasonWords(reason)}
          </span>
        </label>
      ))}
      <p>{t("console.exception_kept")}</p>
    </fieldset>
  );
}
