// The last step may be undone for 30 seconds: a bar that says so and grows shorter.

import { t } from "../../../protocol/ui/i18n";
import { serverNow } from "../page";
import type { Desk } from "./desk";
import { Key } from "./key";

/** Below the server's 30 s: what is offered is still taken when it arrives. */
export const UNDO_MS = 28_000;
export const UNDO_KEY = "z";

export function UndoBar({ desk }: { desk: Desk }) {
  const step = desk.undoable.value;
  if (step === null) return null;
  const leftMs = step.untilMs - serverNow(desk.following.offsetMs);
  if (leftMs <= 0) return null;
  const seconds = Math.ceil(leftMs / 1_000);
  return (
    <div class="undo" role="status">
      <p>{step.say()}</p>
      <button type="button" class="button" onClick={() => undoStep(desk)}>
        {t("console.do.undo")} <Key of={UNDO_KEY} />
      </button>
      <progress aria-hidden="true" max={UNDO_MS} value={leftMs} />
      <span class="figures">{t("console.seconds_left", { count: seconds })}</span>
    </div>
  );
}

export function undoStep(desk: Desk): void {
  const step = desk.undoable.peek();
  if (step === null || step.untilMs <= serverNow(desk.following.offsetMs)) return;
  void desk.sender.tap(step.order);
}
