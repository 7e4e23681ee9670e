// What needs somebody in the hall now, as sentences. The server decides what is an alarm; one that
// only time brings about says when it begins.

import { formatTime } from "../../protocol/ui/format";
import { t } from "../../protocol/ui/i18n";
import { shortNameOf } from "./page";
import type { Alarm, Staff } from "./shapes";

/** The alarms that have begun: help and copied keys first, then the longest queues. */
export function alarmsNow(staff: Staff, nowMs: number): Alarm[] {
  const begun = staff.alarms.filter((alarm) => alarm.kind !== "idle_counter" || Date.parse(alarm.from) <= nowMs);
  return begun.sort((a, b) => weightOf(b) - weightOf(a));
}

function weightOf(alarm: Alarm): number {
  return "waiting" in alarm ? alarm.waiting : Infinity;
}

export function sentenceOf(alarm: Alarm, staff: Staff): string {
  if (alarm.kind === "no_counter") {
    const named = staff.services.find(({ code }) => code === alarm.service);
    const service = shortNameOf(named, alarm.service);
    return t("alarm.no_counter", { service, count: alarm.waiting });
  }
  if (alarm.kind === "key_copied") return t("alarm.key_copied", { name: alarm.device, time: formatTime(alarm.since) });
  const { counter } = alarm;
  if (alarm.kind === "idle_counter") return t("alarm.idle_counter", { counter, count: alarm.waiting });
  const name = staff.counters.find(({ number }) => number === counter)?.officer?.name ?? "";
  return t("alarm.help", { counter, name, time: formatTime(alarm.since) });
}

export function alarmKey(alarm: Alarm): string {
  if ("service" in alarm) return `${alarm.kind} ${alarm.service}`;
  return `${alarm.kind} ${"device" in alarm ? alarm.device : alarm.counter}`;
}
