// The actions on the ticket, the next one largest; and how a serving ended.

import { useEffect } from "preact/hooks";
import { t } from "../../../protocol/ui/i18n";
import { REASON_FIELD, ticketActions, wordsOf, type Action } from "./actions";
import type { Desk } from "./desk";
import { Key } from "./key";
import { focusMainAction, MAIN_ACTION } from "./keyboard";
import { hasReason, OUTCOMES, REASON_KEYS, type Draft } from "./outcomes";
import { OUTCOME_REASONS, reasonWords } from "./reasons";

const CODE_MAX = 40;
// Good news is read at a glance; what went wrong stays until it is put away.
const CALM_FOR_MS = 8_000;

export function TicketButtons({ desk }: { desk: Desk }) {
  return (
    <div class="actions">
      {ticketActions(desk).map((action, place) => (
        <ActionButton key={place} action={action} isMain={place === 0} desk={desk} />
      ))}
    </div>
  );
}

interface ButtonProps {
  action: Action;
  isMain: boolean;
  desk: Desk;
}

function ActionButton({ action, isMain, desk }: ButtonProps) {
  const { busy } = desk.sender;
  return (
    <button
      type="button"
      id={isMain ? MAIN_ACTION : undefined}
      class={`action ${isMain ? "main" : ""}`}
      aria-busy={busy.value === action.name}
      aria-disabled={busy.value !== null}
      onClick={action.run}
    >
      <span>{wordsOf(action)}</span>
      <Key of={action.key} />
    </button>
  );
}

/** Chosen before the serving is finished; "done" unless the officer says otherwise. */
export function OutcomeChoice({ desk }: { desk: Desk }) {
  if (desk.phase.value !== "serving") return null;
  const draft = desk.draft.value;
  const change = (part: Partial<Draft>) => (desk.draft.value = { ...desk.draft.peek(), ...part });
  return (
    <form class="outcome" onSubmit={leaveField}>
      <fieldset>
        <legend class="spoken">{t("console.outcome")}</legend>
        {OUTCOMES.map((outcome, place) => (
          <label key={outcome} class="choice">
            <input
              type="radio"
              name="outcome"
              checked={draft.outcome === outcome}
              onChange={() => change({ outcome, reason: "" })}
            />
            <span>
              <Key of={String(place + 1)} />
              {t(`outcome.${outcome}`)}
            </span>
          </label>
        ))}
      </fieldset>
      {draft.outcome === "accepted" && <CodeField value={draft.code} onInput={(code) => change({ code })} />}
      {hasReason(draft.outcome) && (
        <ReasonChoice draft={draft} onChoose={(reason) => change({ reason })} />
      )}
    </form>
  );
}

interface FieldProps {
  onInput: (text: string) => void;
}

function CodeField({ value, onInput }: FieldProps & { value: string }) {
  return (
    <label class="field">
      <span>{t("console.official_code")}</span>
      <input
        type="text"
        value={value}
        maxLength={CODE_MAX}
        autocomplete="off"
        spellcheck={false}
        placeholder="H26.12-261123-0001"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

interface ReasonProps {
  draft: Draft;
  onChoose: (reason: string) => void;
}

function ReasonChoice({ draft, onChoose }: ReasonProps) {
  return (
    <fieldset class="outcome-reasons">
      <legend>{t(`console.reason_${draft.outcome}`)}</legend>
      {OUTCOME_REASONS[draft.outcome]?.map((reason, place) => (
        <label key={reason} class="choice">
          <input
            type="radio"
            name="outcome-reason"
            id={place === 0 ? REASON_FIELD : undefined}
            checked={draft.reason === reason}
            onChange={() => onChoose(reason)}
          />
          <span>
            <Key of={REASON_KEYS[place] ?? ""} />
            {reasonWords(reason)}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A scanner ends with Enter: it ends the field, and nothing else. */
function leaveField(event: Event): void {
  event.preventDefault();
  (document.activeElement as HTMLElement | null)?.blur();
  focusMainAction();
}

/** What the last order came to, where it was not simply done. */
export function NoticeBar({ desk }: { desk: Desk }) {
  const notice = desk.sender.notice.value;
  useEffect(() => {
    if (notice?.tone !== "calm") return undefined;
    const timer = setTimeout(() => desk.sender.dismiss(), CALM_FOR_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  if (notice === null) return null;
  return (
    <div class={`banner notice ${notice.tone}`} role={notice.tone === "calm" ? "status" : "alert"}>
      <p>{notice.say()}</p>
      {notice.tone === "unsent" && (
        <button type="button" class="button small" onClick={() => void desk.sender.pressAgain()}>
          {t("shared.retry")}
        </button>
      )}
      <button type="button" class="close" aria-label={t("page.dismiss")} onClick={() => desk.sender.dismiss()}>
        ×
      </button>
    </div>
  );
}
