// A pairing code: made for one device, shown this once, for ten minutes.

import { signal } from "@preact/signals";
import { formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { Dialog } from "../dialog";
import { api, refusalIn } from "./list";
import type { DeviceRow } from "./shapes";

interface Code {
  code: string;
  ends_at: string;
}

interface Shown {
  device: DeviceRow;
  code: Code | null;
  refused: string;
}

const shown = signal<Shown | null>(null);

export function PairButton({ row }: { row: DeviceRow }) {
  return (
    <button type="button" class="button" onClick={() => void make(row)}>
      {t(row.state === "paired" ? "admin.pair_anew" : "admin.pair")}
      <span class="spoken"> {row.name}</span>
    </button>
  );
}

async function make(device: DeviceRow): Promise<void> {
  try {
    const code = await api.post<Code>(`/devices/${device.id}/codes`);
    shown.value = { device, code, refused: "" };
  } catch (failure) {
    shown.value = { device, code: null, refused: refusalIn(failure).message };
  }
}

export function PairingCode({ onClose }: { onClose: () => void }) {
  if (shown.value === null) return null;
  const { device, code, refused } = shown.value;
  const close = () => {
    shown.value = null;
    onClose();
  };
  return (
    <Dialog title={t("admin.pair_title", { name: device.name })} onClose={close}>
      {code ? (
        <>
          <p class="pairing-code">{`${code.code.slice(0, 4)} ${code.code.slice(4)}`}</p>
          <p>{t(device.kind === "kiosk" ? "admin.pair_kiosk" : "admin.pair_screen", { page: pageOf(device) })}</p>
          <p>{t("admin.pair_until", { time: formatTime(code.ends_at) })}</p>
        </>
      ) : (
        <p class="banner bad" role="alert">
          {refused}
        </p>
      )}
      <p class="answers">
        <button type="button" class="button main" onClick={close}>
          {t("page.close")}
        </button>
      </p>
    </Dialog>
  );
}

function pageOf({ kind, counter }: DeviceRow): string {
  return `${location.origin}/${kind}${counter === null ? "" : `/${counter}`}`;
}
