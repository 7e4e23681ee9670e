// What needs somebody now, in a sentence with its consequence.

import { t } from "../../../protocol/ui/i18n";
import { nameOf } from "../page";
import type { Alarm, Staff } from "../shapes";

const SENTENCES: Record<string, string> = { no_counter: "manager.alarm_no_counter" };

export function Alarms({ staff }: { staff: Staff }) {
  const alarms = staff.alarms.filter(({ kind }) => kind in SENTENCES);
  if (alarms.length === 0) return null;
  return (
    <ul class="alarms" role="alert">
      {alarms.map((alarm) => (
        <li key={alarm.kind + alarm.service} class="banner warn">
          {sentenceOf(alarm, staff)}
        </li>
      ))}
    </ul>
  );
}

function sentenceOf({ kind, service, waiting }: Alarm, staff: Staff): string {
  const named = staff.services.find(({ code }) => code === service);
  return t(SENTENCES[kind]!, { service: nameOf(named, service), count: waiting });
}
