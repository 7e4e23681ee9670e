// Which machine prints a slip once more: the hall may have several kiosks and desks.

import { ApiError } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import { Answers, chooseByDigit } from "../dialog";
import type { Ticket } from "../shapes";
import type { Desk } from "./desk";
import { Key } from "./key";
import { reprint } from "./orders";
import type { Order } from "./sender";

export interface SlipPrinter {
  id: string;
  name: string;
  issuer_no: number | null;
}

/** One machine is asked at once; of several the officer names one. */
export async function askReprint(desk: Desk, ticket: Ticket): Promise<void> {
  const printers = ownFirst(await known(desk), ticket);
  const { id, label } = ticket;
  if (printers.length > 1) desk.question.value = { kind: "reprint", id, label, printers };
  else await desk.sender.tap(reprint(id, null));
}

/** The machine that gave the number stands first: its citizen is likely to be there. */
export function ownFirst(printers: SlipPrinter[], { issuer }: Ticket): SlipPrinter[] {
  const isOwn = ({ issuer_no }: SlipPrinter) => issuer_no !== null && issuer_no === issuer.no;
  return [...printers.filter(isOwn), ...printers.filter((printer) => !isOwn(printer))];
}

/** Without an answer the order goes its way and says itself what is wrong. */
async function known(desk: Desk): Promise<SlipPrinter[]> {
  try {
    return (await desk.api.get<{ printers: SlipPrinter[] }>("/slip-printers")).printers;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [];
  }
}

interface PrinterProps {
  id: string;
  printers: SlipPrinter[];
  send: (order: Order) => void;
  onNo: () => void;
}

export function PrinterForm({ id, printers, send, onNo }: PrinterProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // Named like reasons are, so that digits and the keypad choose here too.
    send(reprint(id, String(new FormData(event.currentTarget as HTMLFormElement).get("reason"))));
  };
  return (
    <form onSubmit={submit} onKeyDown={chooseByDigit}>
      <fieldset class="reasons">
        <legend>{t("console.printer")}</legend>
        {printers.map((printer, place) => (
          <label key={printer.id} class="choice">
            <input type="radio" name="reason" value={printer.id} defaultChecked={place === 0} autofocus={place === 0} />
            <span>
              {place < 9 && <Key of={String(place + 1)} />}
              {printer.name}
            </span>
          </label>
        ))}
      </fieldset>
      <Answers yes={t("console.do.reprint")} onNo={onNo} />
    </form>
  );
}
