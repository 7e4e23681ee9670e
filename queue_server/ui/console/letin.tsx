// A slip the server does not know: its kiosk is cut off. Staff let it in by what stands on it.

import { t } from "../../../protocol/ui/i18n";
import { Answers } from "../dialog";
import type { Desk } from "./desk";
import { GroupField, ServiceField, wishOf } from "./issue";
import { focusMainAction } from "./keyboard";
import { letterOf, slipIn } from "./lookup";
import { letIn } from "./orders";
import { showTicket } from "./search";

interface LetInProps {
  desk: Desk;
  slip: string;
  onClose: () => void;
}

/** A slip whose letter is known is for a service of that field; an address tells no number. */
export function LetInForm({ desk, slip, onClose }: LetInProps) {
  const letter = letterOf(slip);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const typed = slipIn(String(given.get("label") ?? "")) ?? String(given.get("label") ?? slip);
    let id = "";
    const order = letIn({ ...wishOf(given), slip: letter ? slip : typed }, (answer) => (id = answer.ticket.id));
    if (!(await desk.sender.press(order))) return;
    onClose();
    showTicket(desk, id);
    requestAnimationFrame(leaveSearch);
  };
  const notice = desk.sender.notice.value;
  return (
    <form class="issue" onSubmit={(event) => void submit(event)}>
      <p>{t("console.let_in_help")}</p>
      {letter === null && <LabelField />}
      <ServiceField desk={desk} letter={letter} />
      <GroupField desk={desk} />
      {notice && notice.tone !== "calm" && (
        <p class="banner bad" role="alert">
          {notice.say()}
        </p>
      )}
      <Answers yes={t("console.do.let_in")} onNo={onClose} isBusy={desk.sender.busy.value === "let_in"} />
    </form>
  );
}

/** The next scan or Enter is not for the field the number was typed into. */
function leaveSearch(): void {
  (document.activeElement as HTMLElement | null)?.blur();
  focusMainAction();
}

function LabelField() {
  return (
    <label class="field">
      <span>{t("console.label_on_slip")}</span>
      <input type="text" name="label" required maxLength={12} autocomplete="off" spellcheck={false} />
    </label>
  );
}
