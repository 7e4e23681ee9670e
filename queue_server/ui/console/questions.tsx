// The questions over the console: why rest, close now?, why cancel, a number for a citizen.

import { t } from "../../../protocol/ui/i18n";
import { Answers, Dialog } from "../dialog";
import type { Desk, Question } from "./desk";
import { IssueForm } from "./issue";
import { LetInForm } from "./letin";
import { letterOf } from "./lookup";
import { cancel, closeCounter, leave, pause } from "./orders";
import type { Order } from "./sender";

const PAUSE_REASONS = ["rest", "meeting", "helping", "trouble"];
const CANCEL_REASONS = ["left", "mistaken", "twice"];
const PAUSE_MAX = 80;
const CANCEL_MAX = 200;

export function Questions({ desk }: { desk: Desk }) {
  const question = desk.question.value;
  if (question === null) return null;
  const onClose = () => (desk.question.value = null);
  return (
    <Dialog key={question.kind} title={titleOf(desk, question)} onClose={onClose}>
      <Form desk={desk} question={question} onClose={onClose} />
    </Dialog>
  );
}

function titleOf(desk: Desk, question: Question): string {
  return t(`console.ask_${question.kind}`, { counter: desk.mine.value?.number ?? "", label: labelOf(question) });
}

/** The number a question is about; an address of a slip tells none. */
function labelOf(question: Question): string {
  if (question.kind === "cancel") return question.label;
  return question.kind === "let_in" && letterOf(question.slip) !== null ? question.slip : "";
}

interface FormProps {
  desk: Desk;
  question: Question;
  onClose: () => void;
}

function Form({ desk, question, onClose }: FormProps) {
  const send = (order: Order) => {
    onClose();
    void desk.sender.press(order);
  };
  if (question.kind === "issue") return <IssueForm desk={desk} onClose={onClose} />;
  if (question.kind === "let_in") return <LetInForm desk={desk} slip={question.slip} onClose={onClose} />;
  if (question.kind === "pause") {
    return (
      <ReasonForm
        reasons={PAUSE_REASONS.map((name) => t(`console.pause_${name}`))}
        max={PAUSE_MAX}
        yes={t("console.do.pause")}
        onYes={(reason) => send(pause(desk, reason))}
        onNo={onClose}
      />
    );
  }
  if (question.kind === "cancel") {
    return (
      <ReasonForm
        reasons={CANCEL_REASONS.map((name) => t(`console.cancel_${name}`))}
        max={CANCEL_MAX}
        yes={t("console.do.cancel")}
        onYes={(reason) => send(cancel(desk, question.id, reason))}
        onNo={onClose}
        isGrave
      />
    );
  }
  const order = question.kind === "leave" ? leave(desk) : closeCounter(desk);
  return <CloseForm yes={t(`console.do.${order.name}`)} onYes={() => send(order)} onNo={onClose} />;
}

interface ReasonFormProps {
  reasons: string[];
  max: number;
  yes: string;
  onYes: (reason: string) => void;
  onNo: () => void;
  isGrave?: boolean;
}

/** A short list, the first chosen, and a line of one's own that wins when it is filled. */
function ReasonForm({ reasons, max, yes, onYes, onNo, isGrave }: ReasonFormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    onYes(String(given.get("own") ?? "").trim() || String(given.get("reason") ?? ""));
  };
  return (
    <form onSubmit={submit}>
      <fieldset class="reasons">
        <legend>{t("console.reason")}</legend>
        {reasons.map((reason, place) => (
          <label key={reason} class="choice">
            <input type="radio" name="reason" value={reason} defaultChecked={place === 0} />
            <span>{reason}</span>
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>{t("console.other_reason")}</span>
        <input type="text" name="own" maxLength={max} autocomplete="off" />
      </label>
      <Answers yes={yes} onNo={onNo} isGrave={isGrave} />
    </form>
  );
}

interface CloseFormProps {
  yes: string;
  onYes: () => void;
  onNo: () => void;
}

function CloseForm({ yes, onYes, onNo }: CloseFormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onYes();
  };
  return (
    <form onSubmit={submit}>
      <p>{t("console.close_help")}</p>
      <Answers yes={yes} onNo={onNo} />
    </form>
  );
}
