// What needs somebody now, in a sentence with its consequence.

import type { Api } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import { alarmKey, alarmsNow, sentenceOf } from "../alarms";
import { sentenceOf as troubleOf, troublesOf } from "../kiosks";
import type { Staff } from "../shapes";

interface AlarmsProps {
  staff: Staff;
  nowMs: number;
  api: Api;
}

export function Alarms({ staff, nowMs, api }: AlarmsProps) {
  const troubles = troublesOf(staff);
  const alarms = alarmsNow(staff, nowMs);
  if (alarms.length + troubles.length === 0) return null;
  return (
    <div class="banner warn alarms" role="alert">
      <ul>
        {alarms.map((alarm) => (
          <li key={alarmKey(alarm)} class={alarm.kind}>
            {sentenceOf(alarm, staff)} {alarm.kind === "help" && <HelpCame api={api} counter={alarm.counter} />}
          </li>
        ))}
        {troubles.map((trouble) => (
          <li key={trouble.kiosk.id + trouble.alarm.kind}>{troubleOf(trouble, staff.day)}</li>
        ))}
      </ul>
    </div>
  );
}

/** Pressed twice, or by two: the second is told that nobody asks any more, which the page shows. */
function HelpCame({ api, counter }: { api: Api; counter: number }) {
  const end = () => void api.remove(`/counters/${counter}/help`).catch(() => undefined);
  return (
    <button type="button" class="button small" onClick={end}>
      {t("console.do.help_came")}
    </button>
  );
}
