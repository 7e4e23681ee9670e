// What an officer must know of the hall: who calls for help, and what their own counter leaves waiting.

import { t } from "../../../protocol/ui/i18n";
import { alarmKey, alarmsNow, sentenceOf } from "../alarms";
import { serverMinutes } from "../page";
import type { Alarm } from "../shapes";
import type { Desk } from "./desk";
import { endHelp } from "./orders";

const LINES_MAX = 3;

export function AlarmLines({ desk }: { desk: Desk }) {
  const staff = desk.staff.value;
  if (staff === null) return null;
  const now = alarmsNow(staff, serverMinutes(desk.following.offsetMs));
  const shown = now.filter((alarm) => isMine(desk, alarm)).slice(0, LINES_MAX);
  return (
    <>
      {shown.map((alarm) => (
        <div key={alarmKey(alarm)} class={`banner alarm-line ${alarm.kind === "help" ? "bad" : "warn"}`} role="alert">
          <p>{sentenceOf(alarm, staff)}</p>
          {alarm.kind === "help" && <HelpCame desk={desk} counter={alarm.counter} />}
        </div>
      ))}
    </>
  );
}

/** A colleague's idle counter and a copied key are the manager's matter. */
function isMine(desk: Desk, alarm: Alarm): boolean {
  if (alarm.kind === "key_copied") return false;
  return alarm.kind !== "idle_counter" || alarm.counter === desk.mine.value?.number;
}

function HelpCame({ desk, counter }: { desk: Desk; counter: number }) {
  return (
    <button type="button" class="button small" onClick={() => void desk.sender.tap(endHelp(counter))}>
      {t("console.do.help_came")}
    </button>
  );
}
