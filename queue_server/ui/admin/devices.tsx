// Kiosks, screens and pads: which, where, whether they may act, when they were last heard.

import { signal } from "@preact/signals";
import { formatDate, formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import type { ApiError } from "../../../protocol/ui/api";
import { Answers, Dialog } from "../dialog";
import { ConditionMark } from "../kiosks";
import type { Kiosk } from "../shapes";
import { AddDevice } from "./adding";
import { Frame, wordOf } from "./frame";
import { PairButton, PairingCode } from "./pairing";
import { api, listAt, refusalIn } from "./list";
import type { DeviceRow } from "./shapes";
import { ZoneButton, ZoneQuestion, zoneWords } from "./zone";

const devices = listAt<{ devices: DeviceRow[] }>("/devices");
const asked = signal<DeviceRow | null>(null);
const refused = signal<ApiError | null>(null);

const HEADS = ["admin.name", "admin.kind", "admin.counter", "admin.state", "admin.seen", "admin.act"];

export function Devices() {
  const rows = [...(devices.answer.value?.devices ?? [])].sort(byPlace);
  return (
    <>
      {refused.value && (
        <p class="banner bad" role="alert">
          {refused.value.message}
        </p>
      )}
      <Frame list={devices} heads={HEADS}>
        {rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </Frame>
      <AddDevice onAdded={() => void devices.ask()} />
      {asked.value && <RevokeQuestion device={asked.value} />}
      <ZoneQuestion onChanged={devices.ask} />
      <PairingCode onClose={() => void devices.ask()} />
    </>
  );
}

/** Kiosks and halls first, then counter by counter. */
function byPlace(a: DeviceRow, b: DeviceRow): number {
  return (a.counter ?? 0) - (b.counter ?? 0) || a.kind.localeCompare(b.kind);
}

function Line({ row }: { row: DeviceRow }) {
  return (
    <tr>
      <th scope="row">{row.name}</th>
      <td>{wordOf("kind", row.kind)}</td>
      <td>{row.kind === "hall" ? zoneWords(row.zone) : (row.counter ?? "")}</td>
      <td>
        <span class={`state ${row.state}`}>{wordOf("state", row.state)}</span>
        {row.copied_at && <span class="copied">{t("admin.copied", { time: seen(row.copied_at) })}</span>}
        {row.kiosk && row.state === "paired" && (
          <>
            {" "}
            <ConditionMark kiosk={row.kiosk} />
          </>
        )}
      </td>
      <td>{row.seen_at ? <Seen at={row.seen_at} /> : t("admin.never_seen")}</td>
      <td class="number">
        {row.state !== "revoked" && row.kind === "hall" && <ZoneButton row={row} />}{" "}
        {row.state !== "revoked" && <PairButton row={row} />}{" "}
        {row.state !== "revoked" && (
          <button type="button" class="button" onClick={() => (asked.value = row)}>
            {t("admin.revoke")}
            <span class="spoken"> {row.name}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

function Seen({ at }: { at: string }) {
  return (
    <time dateTime={at}>
      {seen(at)}
    </time>
  );
}

function seen(at: string): string {
  return `${formatTime(at)}, ${formatDate(at)}`;
}

function RevokeQuestion({ device }: { device: DeviceRow }) {
  const onClose = () => (asked.value = null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onClose();
    void revoke(device);
  };
  return (
    <Dialog title={t("admin.ask_revoke", { name: device.name })} onClose={onClose}>
      <form onSubmit={submit}>
        {device.kiosk && <Backlog device={device} kiosk={device.kiosk} />}
        <p>{t("admin.revoke_help")}</p>
        <Answers yes={t("admin.revoke")} onNo={onClose} isGrave />
      </form>
    </Dialog>
  );
}

/** What a kiosk has not delivered comes first: revoked, it can deliver it only when paired anew. */
function Backlog({ device, kiosk }: { device: DeviceRow; kiosk: Kiosk }) {
  const count = device.undelivered;
  const values = { count: count ?? 0, time: device.heard_at ? seen(device.heard_at) : "" };
  if (count === null) return <p class="backlog">{t("admin.backlog_unknown")}</p>;
  if (kiosk.link !== "up") return <p class="backlog">{t("admin.backlog_silent", values)}</p>;
  return <p class="backlog">{t(count > 0 ? "admin.backlog" : "admin.backlog_none", values)}</p>;
}

async function revoke(device: DeviceRow): Promise<void> {
  refused.value = null;
  try {
    await api.remove(`/devices/${device.id}/pairing`);
  } catch (failure) {
    refused.value = refusalIn(failure);
  }
  await devices.ask();
}
