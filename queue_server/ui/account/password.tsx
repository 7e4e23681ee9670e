// Another password, by who knows the present one.

import { useState } from "preact/hooks";
import { ApiError, type Api } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import { PASSWORD_MIN, PasswordField, valueOf } from "../signin/password";

interface PasswordProps {
  api: Api;
  onChanged: () => void;
}

export function Password({ api, onChanged }: PasswordProps) {
  const [said, say] = useState<string | null>(null);
  const [isBad, beBad] = useState(false);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    try {
      await api.put("/accounts/self/password", { old: valueOf(event, "old"), password: valueOf(event, "password") });
      form.reset();
      beBad(false);
      say(t("account.password_changed"));
      onChanged();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      beBad(true);
      say(error.message);
    }
  };
  return (
    <section class="card">
      <h2>{t("account.password")}</h2>
      {said && (
        <p class={isBad ? "banner bad" : "banner calm"} role={isBad ? "alert" : "status"}>
          {said}
        </p>
      )}
      <form onSubmit={(event) => void send(event)}>
        <PasswordField label={t("account.old_password")} name="old" />
        <PasswordField
          label={t("enter.new_password_field")}
          name="password"
          help={t("enter.password_rule", { count: PASSWORD_MIN })}
          isNew
        />
        <button type="submit" class="button main">
          {t("account.change_password")}
        </button>
      </form>
    </section>
  );
}
