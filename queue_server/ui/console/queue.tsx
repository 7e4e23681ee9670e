// Beside the ticket: who waits for this counter and why they stand where they stand, and who
// was called and not here.

import { formatCount, formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { serverMinutes, shortNameOf } from "../page";
import type { HeldRow, MissedRow, WaitingRow } from "../shapes";
import type { Desk } from "./desk";
import { Key } from "./key";
import { nextList, shownList, type List } from "./lists";
import { callBack, comeBack, release } from "./orders";
import { reasonWords } from "./reasons";
import { showTicket } from "./search";
import { Tags } from "./tags";
import { waitedMinutes, waitingFor } from "./waiting";

const LONG_LABEL = 6;

export function Queue({ desk }: { desk: Desk }) {
  const staff = desk.staff.value;
  if (staff === null) return null;
  const hasHeld = staff.held.length > 0;
  const list = shownList.value === "held" && !hasHeld ? "waiting" : shownList.value;
  const { rows, unlisted } = waitingFor(staff, servicesOf(desk), desk.mine.value);
  return (
    <aside class="queue" aria-label={t("console.lists")}>
      <div class="tabs" role="tablist">
        <Tab list="waiting" count={rows.length + unlisted} hasHeld={hasHeld} />
        <Tab list="missed" count={staff.missed.length} hasHeld={hasHeld} />
        {hasHeld && <Tab list="held" count={staff.held.length} hasHeld />}
      </div>
      <div id="list-panel" role="tabpanel" aria-labelledby={`tab-${list}`} tabIndex={-1}>
        {list === "waiting" && <WaitingList desk={desk} rows={rows} unlisted={unlisted} />}
        {list === "missed" && <MissedList desk={desk} rows={staff.missed} />}
        {list === "held" && <HeldList desk={desk} rows={staff.held} />}
      </div>
    </aside>
  );
}

/** Without a counter of one's own, the whole hall. */
function servicesOf(desk: Desk): string[] {
  return desk.mine.value?.services ?? desk.staff.value?.services.map(({ code }) => code) ?? [];
}

function Tab({ list, count, hasHeld = false }: { list: List; count: number; hasHeld?: boolean }) {
  const isShown = shownList.value === list;
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${list}`}
      aria-selected={isShown}
      aria-controls="list-panel"
      onClick={() => (shownList.value = list)}
    >
      {t(`console.list_${list}`)} <b class="figures">{formatCount(count)}</b>
      {nextList(hasHeld) === list && <Key of="q" />}
    </button>
  );
}

interface WaitingListProps {
  desk: Desk;
  rows: WaitingRow[];
  unlisted: number;
}

function WaitingList({ desk, rows, unlisted }: WaitingListProps) {
  if (rows.length === 0) return <p class="empty">{t("console.nobody_waits")}</p>;
  return (
    <ol class="rows">
      {rows.map((row, place) => (
        <WaitingLine key={row.id} desk={desk} row={row} isNext={place === 0} />
      ))}
      {unlisted > 0 && <li class="more">{t("console.and_more", { count: formatCount(unlisted) })}</li>}
    </ol>
  );
}

function WaitingLine({ desk, row, isNext }: { desk: Desk; row: WaitingRow; isNext: boolean }) {
  const minutes = waitedMinutes(row, serverMinutes(desk.following.offsetMs));
  return (
    <li class={isNext ? "next" : ""}>
      <button type="button" class="row" onClick={() => showTicket(desk, row.id)}>
        <Label of={row.label} />
        <span class="why">
          <span class="service">{shortNameOf(desk.service(row.service), row.service)}</span>
          <span class="order">{t("console.ordered_by", { time: formatTime(row.eff_at) })}</span>
          <span class="tags">
            <Tags desk={desk} ticket={row} />
          </span>
        </span>
        <span class="minutes figures">{t("console.minutes_short", { count: minutes })}</span>
      </button>
    </li>
  );
}

/** `TN-B2-017` stands where `B012` stands, smaller. */
function Label({ of }: { of: string }) {
  return <b class={`label ${of.length > LONG_LABEL ? "long" : ""}`}>{of}</b>;
}

function MissedList({ desk, rows }: { desk: Desk; rows: MissedRow[] }) {
  if (rows.length === 0) return <p class="empty">{t("console.nobody_missed")}</p>;
  return (
    <ol class="rows">
      {rows.map((row) => (
        <MissedLine key={row.id} desk={desk} row={row} />
      ))}
    </ol>
  );
}

function MissedLine({ desk, row }: { desk: Desk; row: MissedRow }) {
  return (
    <li class="row missed">
      <Label of={row.label} />
      <span class="why">
        <span class="service">{shortNameOf(desk.service(row.service), row.service)}</span>
        <span class="order">{t("console.missed_at", { time: formatTime(row.missed_at) })}</span>
      </span>
      <button
        type="button"
        class="button small"
        aria-busy={desk.sender.busy.value === "come_back"}
        onClick={() => void desk.sender.tap(comeBack(row.id))}
      >
        {t("console.do.come_back")}
      </button>
    </li>
  );
}

function HeldList({ desk, rows }: { desk: Desk; rows: HeldRow[] }) {
  return (
    <ol class="rows">
      {rows.map((row) => (
        <HeldLine key={row.id} desk={desk} row={row} />
      ))}
    </ol>
  );
}

/** Its own counter calls it back; anybody may let it wait again. */
function HeldLine({ desk, row }: { desk: Desk; row: HeldRow }) {
  const { busy } = desk.sender;
  const isMine = row.counter === desk.mine.value?.number;
  const until = row.until === null ? "" : t("console.held_until", { time: formatTime(row.until) });
  const where = t("console.held_at", { counter: row.counter });
  return (
    <li class="row held">
      <Label of={row.label} />
      <span class="why">
        <span class="service">{reasonWords(row.reason)}</span>
        <span class="order">{[where, until].filter(Boolean).join(" · ")}</span>
      </span>
      <span class="choices">
        {isMine && desk.phase.value === "free" && (
          <button
            type="button"
            class="button small"
            aria-busy={busy.value === "call_back"}
            onClick={() => void desk.sender.tap(callBack(desk, row.id))}
          >
            {t("console.do.call_back")}
          </button>
        )}
        <button
          type="button"
          class="button small"
          aria-busy={busy.value === "release"}
          onClick={() => void desk.sender.tap(release(row.id))}
        >
          {t("console.do.release")}
        </button>
      </span>
    </li>
  );
}
