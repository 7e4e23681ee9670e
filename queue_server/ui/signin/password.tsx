// A password as it is typed: hidden, or shown to whoever asks for it.

import { useState } from "preact/hooks";
import { t } from "../../../protocol/ui/i18n";

export const PASSWORD_MIN = 12;

interface PasswordProps {
  label: string;
  name: string;
  isNew?: boolean;
  help?: string;
}

export function PasswordField({ label, name, isNew = false, help }: PasswordProps) {
  const [isShown, show] = useState(false);
  const typed = {
    name,
    autocomplete: isNew ? ("new-password" as const) : ("current-password" as const),
    autocapitalize: "none" as const,
    spellcheck: false,
    required: true,
    "aria-describedby": help ? `${name}-help` : undefined,
  };
  return (
    <>
      <label class="field">
        <span>{label}</span>
        {isShown ? <input type="text" {...typed} /> : <input type="password" {...typed} />}
      </label>
      {help && (
        <p class="hint" id={`${name}-help`}>
          {help}
        </p>
      )}
      <label class="choice">
        <input type="checkbox" checked={isShown} onChange={() => show(!isShown)} /> {t("enter.show_password")}
      </label>
    </>
  );
}

interface NewPasswordProps {
  onChosen: (password: string) => Promise<void>;
  yes: string;
}

/** A new password, typed once where it can be seen. */
export function NewPassword({ onChosen, yes }: NewPasswordProps) {
  const [isBusy, beBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    beBusy(true);
    await onChosen(valueOf(event, "password"));
    beBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <PasswordField
        label={t("enter.new_password_field")}
        name="password"
        help={t("enter.password_rule", { count: PASSWORD_MIN })}
        isNew
      />
      <button type="submit" class="button main wide" aria-busy={isBusy} disabled={isBusy}>
        {yes}
      </button>
    </form>
  );
}

/** What stands in a field of the form that was sent. */
export function valueOf(event: Event, name: string): string {
  return String(new FormData(event.currentTarget as HTMLFormElement).get(name) ?? "");
}
