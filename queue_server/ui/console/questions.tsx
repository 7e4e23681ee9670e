// The questions over the console: why rest, hold, cancel or call this one; where to; close now?

import { t } from "../../../protocol/ui/i18n";
import { Answers, chooseByDigit, Dialog } from "../dialog";
import { SkillsForm } from "../skills";
import type { Desk, Question } from "./desk";
import { IssueForm } from "./issue";
import { Key } from "./key";
import { LetInForm } from "./letin";
import { letterOf } from "./lookup";
import {
  callThis,
  cancel,
  changeSkills,
  closeCounter,
  hold,
  leave,
  pause,
  restoreSkills,
  takeCounter,
} from "./orders";
import { PrinterForm } from "./printers";
import { CANCEL_REASONS, HAND_REASONS, HOLD_REASONS, PAUSE_REASONS, reasonWords } from "./reasons";
import type { Order } from "./sender";
import { TransferForm } from "./transfer";

const HOLD_MINUTES = [10, 20, 30, 60];

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
  const counter = "counter" in question ? question.counter : (desk.mine.value?.number ?? "");
  return t(`console.ask_${question.kind}`, { counter, label: labelOf(question) });
}

/** The number a question is about; an address of a slip tells none. */
function labelOf(question: Question): string {
  if ("label" in question) return question.label;
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
  const common = { desk, send, onNo: onClose };
  switch (question.kind) {
    case "issue":
    case "walk_up":
      return <IssueForm desk={desk} kind={question.kind} onClose={onClose} />;
    case "let_in":
      return <LetInForm desk={desk} slip={question.slip} onClose={onClose} />;
    case "take":
      return <TakeForm {...common} counter={question.counter} />;
    case "transfer":
      return <TransferForm {...common} id={question.id} />;
    case "skills":
      return <Skills {...common} />;
    case "reprint":
      return <PrinterForm id={question.id} printers={question.printers} send={send} onNo={onClose} />;
    case "pause":
    case "cancel":
    case "hand":
    case "hold":
      return <WhyForm {...common} question={question} />;
    default:
      return <CloseForm {...common} order={question.kind === "leave" ? leave(desk) : closeCounter(desk)} />;
  }
}

interface CommonProps {
  desk: Desk;
  send: (order: Order) => void;
  onNo: () => void;
}

type Why = Extract<Question, { kind: "pause" | "cancel" | "hand" | "hold" }>;

const REASONS = { pause: PAUSE_REASONS, cancel: CANCEL_REASONS, hand: HAND_REASONS, hold: HOLD_REASONS };
const ORDER_NAMES = { pause: "pause", cancel: "cancel", hand: "call_this", hold: "hold" };

function orderOf(desk: Desk, question: Why, given: FormData): Order {
  const reason = String(given.get("reason"));
  if (question.kind === "pause") return pause(desk, reason);
  const { id } = question;
  if (question.kind === "hand") return callThis(desk, id, reason);
  if (question.kind === "cancel") return cancel(desk, id, reason);
  return hold(desk, id, reason, Number(given.get("minutes")) || null);
}

/** The reasons as large choices, the first chosen; a digit chooses, Enter does it. */
function WhyForm({ desk, question, send, onNo }: CommonProps & { question: Why }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send(orderOf(desk, question, new FormData(event.currentTarget as HTMLFormElement)));
  };
  return (
    <form onSubmit={submit} onKeyDown={chooseByDigit}>
      <fieldset class="reasons">
        <legend>{t("console.reason")}</legend>
        {REASONS[question.kind].map((reason, place) => (
          <label key={reason} class="choice">
            <input type="radio" name="reason" value={reason} defaultChecked={place === 0} autofocus={place === 0} />
            <span>
              <Key of={String(place + 1)} />
              {reasonWords(reason)}
            </span>
          </label>
        ))}
      </fieldset>
      {question.kind === "hold" && <MinutesField />}
      <Answers
        yes={t(`console.do.${ORDER_NAMES[question.kind]}`)}
        onNo={onNo}
        isGrave={question.kind === "cancel"}
      />
    </form>
  );
}

function MinutesField() {
  return (
    <fieldset class="reasons minutes">
      <legend>{t("console.hold_until")}</legend>
      {[0, ...HOLD_MINUTES].map((count) => (
        <label key={count} class="choice">
          <input type="radio" name="minutes" value={count} defaultChecked={count === 0} />
          <span>{count === 0 ? t("console.hold_open") : t("console.hold_minutes", { count })}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What one's own counter serves today. */
function Skills({ desk, send, onNo }: CommonProps) {
  const [staff, counter] = [desk.staff.value, desk.mine.value];
  if (staff === null || counter === null) return null;
  return (
    <SkillsForm
      staff={staff}
      counter={counter}
      onChange={(services) => send(changeSkills(desk, services))}
      onRestore={() => send(restoreSkills(desk))}
      onNo={onNo}
    />
  );
}

/** A colleague's counter: what taking it over does to whom. */
function TakeForm({ desk, counter, send, onNo }: CommonProps & { counter: number }) {
  const now = desk.staff.value?.counters.find(({ number }) => number === counter);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send(takeCounter(desk, counter));
  };
  return (
    <form onSubmit={submit}>
      <p>{t("console.take_help", { name: now?.officer?.name ?? "", counter })}</p>
      {now?.ticket && <p>{t("console.goes_along", { label: now.ticket.label })}</p>}
      <Answers yes={t("console.take_over")} onNo={onNo} isGrave />
    </form>
  );
}

function CloseForm({ order, send, onNo }: CommonProps & { order: Order }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send(order);
  };
  return (
    <form onSubmit={submit}>
      <p>{t("console.close_help")}</p>
      <Answers yes={t(`console.do.${order.name}`)} onNo={onNo} />
    </form>
  );
}
