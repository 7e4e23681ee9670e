// A question over the page, on the browser's own dialog: it keeps the focus inside, Escape
// closes it, and what stood under it cannot be pressed.

import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { t } from "../../protocol/ui/i18n";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = element.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={element} aria-labelledby="dialog-title" onClose={onClose} onCancel={onClose}>
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}

interface AnswersProps {
  yes: string;
  onNo: () => void;
  isGrave?: boolean;
  isBusy?: boolean;
}

/** The two answers at the foot of a form: what it does, and leaving it be. */
export function Answers({ yes, onNo, isGrave = false, isBusy = false }: AnswersProps) {
  return (
    <p class="answers">
      <button type="button" class="button" onClick={onNo}>
        {t("page.no")} <kbd>Esc</kbd>
      </button>
      <button type="submit" class={`button main ${isGrave ? "grave" : ""}`} aria-busy={isBusy}>
        {yes}
      </button>
    </p>
  );
}

/** Is a question open? Then no key of the page below may act. */
export function isDialogOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
