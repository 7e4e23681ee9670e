// Where a ticket goes: a service, perhaps one counter or officer, and whether it comes back.

import { useState } from "preact/hooks";
import { t } from "../../../protocol/ui/i18n";
import { Answers } from "../dialog";
import type { StaffCounter } from "../shapes";
import type { Desk } from "./desk";
import { ServiceField } from "./issue";
import { transfer, type Target } from "./orders";
import type { Order } from "./sender";

interface TransferProps {
  desk: Desk;
  id: string;
  send: (order: Order) => void;
  onNo: () => void;
}

export function TransferForm({ desk, id, send, onNo }: TransferProps) {
  const [service, setService] = useState("");
  const isAtHand = desk.mine.value?.ticket?.id === id;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send(transfer(desk, id, targetOf(new FormData(event.currentTarget as HTMLFormElement))));
  };
  return (
    <form class="issue" onSubmit={submit}>
      <ServiceField desk={desk} onChange={setService} />
      <ToField counters={takers(desk, service)} />
      {isAtHand && (
        <label class="choice back">
          <input type="checkbox" name="back" value="yes" />
          <span>{t("console.and_back", { counter: desk.mine.value?.number ?? "" })}</span>
        </label>
      )}
      <Answers yes={t("console.do.transfer")} onNo={onNo} />
    </form>
  );
}

/** The counters at work that can serve it, but not one's own. */
function takers(desk: Desk, service: string): StaffCounter[] {
  const counters = desk.staff.value?.counters ?? [];
  return counters.filter(
    ({ number, state, services }) =>
      state !== "closed" && services.includes(service) && number !== desk.mine.value?.number,
  );
}

function ToField({ counters }: { counters: StaffCounter[] }) {
  return (
    <label class="field">
      <span>{t("console.to_whom")}</span>
      <select name="to">
        <option value="">{t("console.to_anybody")}</option>
        {counters.map(({ number, officer }) => (
          <option key={number} value={`counter ${number}`}>
            {t("console.to_counter", { counter: number, name: officer?.name ?? "" })}
          </option>
        ))}
        {counters.map(({ officer }) =>
          officer === null ? null : (
            <option key={officer.id} value={`officer ${officer.id}`}>
              {t("console.to_officer", { name: officer.name })}
            </option>
          ),
        )}
      </select>
    </label>
  );
}

function targetOf(given: FormData): Target {
  const [kind, whom] = String(given.get("to") ?? "").split(" ");
  return {
    service: String(given.get("service")),
    counter: kind === "counter" ? Number(whom) : null,
    officer: kind === "officer" ? (whom ?? null) : null,
    back: given.get("back") === "yes",
  };
}
