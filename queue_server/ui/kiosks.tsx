// How the kiosks are, in sentences that say what is wrong, where, since when, and what to do.
// The server decides what is wrong; a kind this page does not know yet is shown as a fault.

import { formatDate, formatTime } from "../../protocol/ui/format";
import { hasText, t } from "../../protocol/ui/i18n";
import type { Kiosk, KioskAlarm, Staff } from "./shapes";

// The officer hears of what touches citizens now; the rest is for those who keep the machines.
const OFFICERS_KINDS = new Set([
  "silent",
  "store_copied",
  "disk_broken",
  "disk_full",
  "paper_out",
  "cover_open",
  "printer_fault",
  "printer_partly",
  "paper_low",
]);
const LINES_AT_DESK = 2;

interface Trouble {
  kiosk: Kiosk;
  alarm: KioskAlarm;
}

/** Every alarm of every kiosk: the gravest of each first, kiosk by kiosk. */
export function troublesOf(staff: Staff): Trouble[] {
  return staff.kiosks.flatMap((kiosk) => kiosk.alarms.map((alarm) => ({ kiosk, alarm })));
}

export function sentenceOf({ kiosk, alarm }: Trouble, day: string): string {
  const key = `health.${alarm.kind}`;
  return t(hasText(key) ? key : "health.printer_fault", {
    kiosk: kiosk.name,
    time: momentOf(alarm.since, day),
    count: alarm.kind === "rejected" ? (kiosk.rejected ?? 0) : (kiosk.backlog ?? 0),
  });
}

/** The hour alone for today, with the date for other days. */
function momentOf(at: string, day: string): string {
  const isToday = formatDate(at) === formatDate(day);
  return isToday ? formatTime(at) : `${formatTime(at)} ${formatDate(at)}`;
}

/** At an officer's desk: a calm line, for the eyes belong to the citizen in front. */
export function KioskLine({ staff }: { staff: Staff }) {
  const troubles = troublesOf(staff).filter(({ alarm }) => OFFICERS_KINDS.has(alarm.kind));
  if (troubles.length === 0) return null;
  const more = troubles.length - LINES_AT_DESK;
  return (
    <div class="banner warn kiosk-line" role="status">
      {troubles.slice(0, LINES_AT_DESK).map((trouble) => (
        <p key={trouble.kiosk.id + trouble.alarm.kind}>{sentenceOf(trouble, staff.day)}</p>
      ))}
      {more > 0 && <p>{t("health.more", { count: more })}</p>}
    </div>
  );
}

/** All kiosks of the hall, each with its parts. */
export function KioskPanel({ staff }: { staff: Staff }) {
  return (
    <section class="card kiosks">
      <h2>{t("health.kiosks")}</h2>
      {staff.kiosks.length === 0 ? (
        <p class="empty">{t("health.no_kiosks")}</p>
      ) : (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                {["kiosk", "state", "printer", "paper", "backlog", "clock", "disk", "version"].map((head) => (
                  <th key={head} scope="col">
                    {t(`health.head_${head}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {staff.kiosks.map((kiosk) => (
                <KioskRow key={kiosk.id} kiosk={kiosk} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function KioskRow({ kiosk }: { kiosk: Kiosk }) {
  const isHeard = kiosk.link === "up";
  // What a silent kiosk said last is not what is so now.
  const said = (word: string) => (isHeard ? word : "unknown");
  return (
    <tr>
      <th scope="row">{kiosk.name}</th>
      <td>
        <ConditionMark kiosk={kiosk} />
      </td>
      <td>{t(`health.printer.${said(kiosk.printer)}`)}</td>
      <td>{t(`health.paper.${said(kiosk.paper)}`)}</td>
      <td>{isHeard ? backlogOf(kiosk) : t("health.unknown")}</td>
      <td>{t(`health.clock.${said(kiosk.clock)}`)}</td>
      <td>{t(`health.disk.${said(kiosk.disk)}`)}</td>
      <td>{kiosk.version ?? "–"}</td>
    </tr>
  );
}

/** Says by shape, word and colour how a kiosk is as a whole. */
export function ConditionMark({ kiosk }: { kiosk: Kiosk }) {
  const word = kiosk.link === "up" ? kiosk.state : kiosk.link;
  return <span class={`condition ${kiosk.state}`}>{t(`health.condition.${word}`)}</span>;
}

function backlogOf({ backlog }: Kiosk): string {
  return backlog ? t("health.at_least", { count: backlog }) : t("health.none");
}
