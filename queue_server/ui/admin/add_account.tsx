// Another person: login, name, role. What is refused stands beside the field it is about.

import { signal } from "@preact/signals";
import { t } from "../../../protocol/ui/i18n";
import { valueOf } from "../signin/password";
import { Field, placed, type Placed } from "./field";
import { api, refusalIn } from "./list";

const FIELDS = ["login", "name", "role"];
const PLACES = { login_taken: "login", role_misplaced: "role" };
const refused = signal<Placed | null>(null);

interface AddAccountProps {
  roles: string[];
  onAdded: (id: string) => void;
}

export function AddAccount({ roles, onAdded }: AddAccountProps) {
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = { login: valueOf(event, "login"), name: valueOf(event, "name"), role: valueOf(event, "role") };
    try {
      const { id } = await api.post<{ id: string }>("/accounts", said);
      refused.value = null;
      form.reset();
      onAdded(id);
    } catch (failure) {
      refused.value = placed(refusalIn(failure), FIELDS, PLACES);
      form.querySelector<HTMLElement>(`[name=${refused.value.field ?? "login"}]`)?.focus();
    }
  };
  return (
    <form class="card adding" onSubmit={(event) => void add(event)} noValidate>
      <h3>{t("admin.add_account")}</h3>
      {refused.value && !refused.value.field && (
        <p class="banner bad" role="alert">
          {refused.value.message}
        </p>
      )}
      <Field name="login" label={t("admin.login")} help={t("admin.login_help")} refused={refused.value}>
        <input type="text" name="login" maxlength={32} autocomplete="off" autocapitalize="none" spellcheck={false} />
      </Field>
      <Field name="name" label={t("admin.person")} refused={refused.value}>
        <input type="text" name="name" maxlength={95} autocomplete="off" />
      </Field>
      <Field name="role" label={t("admin.role")} refused={refused.value}>
        <select name="role">
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`admin.role.${role}`)}
            </option>
          ))}
        </select>
      </Field>
      <button type="submit" class="button main">
        {t("admin.add")}
      </button>
    </form>
  );
}
