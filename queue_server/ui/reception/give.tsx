// A number for somebody whom the kiosk cannot help.

import { useEffect, useRef } from "preact/hooks";
import { t } from "../../../protocol/ui/i18n";
import { ExceptionField, useObstacle } from "../console/exception";
import { GroupField, LanguageFields, ServiceField, wishOf } from "../console/issue";
import { Key } from "../console/key";
import type { Issued } from "../console/orders";
import { give } from "./orders";
import { focusLookup, type Reception } from "./state";

export function GiveCard({ reception }: { reception: Reception }) {
  const { given } = reception;
  return (
    <aside class="give">
      <h2>{t("reception.give")}</h2>
      {given.value ? <Given reception={reception} issued={given.value} /> : <GiveForm reception={reception} />}
    </aside>
  );
}

function GiveForm({ reception }: { reception: Reception }) {
  const { desk } = reception;
  const [obstacle, forget] = useObstacle(desk.sender);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    void desk.sender.press(give(reception, wishOf(said)));
  };
  return (
    <form class="issue" onSubmit={submit}>
      <ServiceField desk={desk} onChange={forget} />
      <GroupField desk={desk} />
      <LanguageFields />
      {obstacle && <ExceptionField obstacle={obstacle} />}
      <p class="answers">
        <button type="submit" class="button main" aria-busy={desk.sender.busy.value === "issue"}>
          {t(obstacle ? "console.do.issue_anyway" : "console.do.issue")} <Key of="F4" />
        </button>
      </p>
    </form>
  );
}

function Given({ reception, issued }: { reception: Reception; issued: Issued }) {
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const { ticket, ahead } = issued;
  const printer = reception.printers.value.find(({ id }) => id === reception.printer.value);
  const close = () => {
    reception.given.value = null;
    focusLookup();
  };
  return (
    <div class="given" role="status">
      <p class="label">{ticket.label}</p>
      <p>{t("console.people_ahead", { count: ahead })}</p>
      <p>{printer ? t("reception.slip_coming", { printer: printer.name }) : t("reception.write_down")}</p>
      <p class="answers">
        <button ref={next} type="button" class="button main" onClick={close}>
          {t("reception.next_citizen")} <Key of="Enter" />
        </button>
      </p>
    </div>
  );
}
