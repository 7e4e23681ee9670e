// What needs somebody now, in a sentence with its consequence.

import { t } from "../../../protocol/ui/i18n";
import { sentenceOf as troubleOf, troublesOf } from "../kiosks";
import { shortNameOf } from "../page";
import type { Alarm, Staff } from "../shapes";

const SENTENCES: Record<string, string> = { no_counter: "manager.alarm_no_counter" };

export function Alarms({ staff }: { staff: Staff }) {
  const troubles = troublesOf(staff);
  const alarms = staff.alarms.filter(({ kind }) => kind in SENTENCES);
  if (alarms.length + troubles.length === 0) return null;
  const gravest = [...alarms].sort((a, b) => b.waiting - a.waiting);
  return (
    <div class="banner warn alarms" role="alert">
      <ul>
        {gravest.map((alarm) => (
          <li key={alarm.kind + alarm.service}>{sentenceOf(alarm, staff)}</li>
        ))}
        {troubles.map((trouble) => (
          <li key={trouble.kiosk.id + trouble.alarm.kind}>{troubleOf(trouble, staff.day)}</li>
        ))}
      </ul>
    </div>
  );
}

function sentenceOf({ kind, service, waiting }: Alarm, staff: Staff): string {
  const named = staff.services.find(({ code }) => code === service);
  return t(SENTENCES[kind]!, { service: shortNameOf(named, service), count: waiting });
}
