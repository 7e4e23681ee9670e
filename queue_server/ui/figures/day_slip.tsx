// Asks a kiosk or desk for the slip that closes a day: its totals, and where the journal stood.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import type { Day } from "./day";

interface Printer {
  id: string;
  name: string;
}

type Asked = { printers: Printer[] } | { printer: Printer } | { error: ApiError } | null;

const asked = signal<Asked>(null);

export function DaySlip({ day, of }: { day: Day; of: string }) {
  useEffect(() => {
    asked.value = null;
  }, [of]);
  const now = asked.value;
  return (
    <span class="day-slip" role="status">
      {now === null && (
        <button type="button" class="button" onClick={() => void choose(day, of)}>
          {t("manager.print_day")}
        </button>
      )}
      {now !== null && "printers" in now && now.printers.length === 0 && t("manager.no_printer")}
      {now !== null &&
        "printers" in now &&
        now.printers.map((printer) => (
          <button key={printer.id} type="button" class="button" onClick={() => void print(day, of, printer)}>
            {t("manager.print_day_at", { printer: printer.name })}
          </button>
        ))}
      {now !== null && "printer" in now && t("manager.day_slip_asked", { printer: now.printer.name })}
      {now !== null && "error" in now && <span class="bad">{now.error.message}</span>}
    </span>
  );
}

/** One printer is asked at once; of several the manager names one. */
async function choose(day: Day, of: string): Promise<void> {
  await attempt(async () => {
    const { printers } = await day.api.get<{ printers: Printer[] }>("/slip-printers");
    const [only, ...others] = printers;
    if (only && others.length === 0) await print(day, of, only);
    else asked.value = { printers };
  });
}

async function print(day: Day, of: string, printer: Printer): Promise<void> {
  await attempt(async () => {
    await day.api.post(`/reports/days/${of}/slips`, { printer: printer.id });
    asked.value = { printer };
  });
}

async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    asked.value = { error };
  }
}
