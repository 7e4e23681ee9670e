// The machine that prints what is given at this desk; the browser keeps the choice.

import { useEffect } from "preact/hooks";
import { t } from "../../../protocol/ui/i18n";
import type { Printer, Reception } from "./state";

const KEPT_AS = "motcua.reception.printer";

export function PrinterField({ reception }: { reception: Reception }) {
  useEffect(() => void learnPrinters(reception), []);
  const choose = (id: string) => {
    reception.printer.value = id;
    keep(id);
  };
  return (
    <label class="printer-field">
      <span>{t("reception.printer")}</span>
      <select value={reception.printer.value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t("reception.no_printer")}</option>
        {reception.printers.value.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

async function learnPrinters(reception: Reception): Promise<void> {
  const { printers } = await reception.desk.api
    .get<{ printers: Printer[] }>("/slip-printers")
    .catch(() => ({ printers: [] as Printer[] }));
  reception.printers.value = printers;
  const kept = read();
  if (printers.some(({ id }) => id === kept)) reception.printer.value = kept;
}

function read(): string {
  try {
    return localStorage.getItem(KEPT_AS) ?? "";
  } catch {
    return "";
  }
}

function keep(id: string): void {
  try {
    localStorage.setItem(KEPT_AS, id);
  } catch {
    // A browser that keeps nothing asks again each time.
  }
}
