// A question over the page, on the browser's own dialog: it keeps the focus inside, Escape
// closes it, and what stood under it cannot be pressed.

import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { t } from "../../protocol/ui/i18n";

interface DialogProps {
  title: string;
  onClose: () => void;
  isWide?: boolean;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, isWide = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = element.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={element} class={isWide ? "wide" : ""} aria-labelledby="dialog-title" onClose={onClose} onCancel={onClose}>
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

/** A keypad of four keys in a question: yes, one down, one up, no. */
export function answerByPad(place: number): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[open]");
  const form = dialog?.querySelector("form");
  if (place === 0 && form) form.requestSubmit();
  else if (place === 0) dialog?.querySelector<HTMLElement>(".button.main")?.click();
  else if (place === 3) dialog?.close();
  else step(form, place === 1 ? 1 : -1);
}

function step(form: HTMLFormElement | null | undefined, by: number): void {
  const choices = [...(form?.querySelectorAll<HTMLInputElement>(".reasons input[name=reason]") ?? [])];
  const at = choices.findIndex(({ checked }) => checked);
  choices[(at + by + choices.length) % choices.length]?.click();
}

/** In a question a digit chooses the reason of that place. */
export function chooseByDigit(event: KeyboardEvent): void {
  if (!/^[1-9]$/.test(event.key) || (event.target as Element).matches("select, input:not([type=radio])")) return;
  const form = event.currentTarget as HTMLFormElement;
  const choice = form.querySelectorAll<HTMLInputElement>("input[name=reason]")[Number(event.key) - 1];
  choice?.click();
  choice?.focus();
}
