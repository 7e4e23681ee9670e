// The first start: the code from the machine, the hall, and its first administrator.

import { signal } from "@preact/signals";
import { ApiError, createApi } from "../../protocol/ui/api";
import { t } from "../../protocol/ui/i18n";
import { nameOf, Sentence, showPage, slot, titlePage } from "./page";
import { Door, type Entered } from "./signin/door";
import type { Hall, Halls } from "./signin/login";
import { PASSWORD_MIN, PasswordField, valueOf } from "./signin/password";

import "./signin.css";

const FIELDS = ["code", "site", "login", "name", "password"];
const api = createApi(slot);
const halls = signal<Hall[] | null>(null);
const isDone = signal(false);
const isBusy = signal(false);
const refused = signal<ApiError | null>(null);

titlePage(() => t("setup.title"));
showPage(() => <Setup />);
void ask();

async function ask(): Promise<void> {
  try {
    const { sites, needs_setup } = await api.get<Halls>("/sites");
    halls.value = sites;
    isDone.value = !needs_setup;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.value = error;
  }
}

function Setup() {
  if (isDone.value) {
    return (
      <Sentence title={t("setup.done")} help={t("setup.done_help")}>
        <p>
          <a class="button main" href="/enter">
            {t("enter.title")}
          </a>
        </p>
      </Sentence>
    );
  }
  return (
    <Door title={t("setup.title")} help={t("setup.help")} refused={refused.value}>
      <form onSubmit={(event) => void send(event)}>
        <TextField name="code" help={t("setup.code_help")} />
        <label class="field">
          <span>{t("enter.site")}</span>
          <select name="site" required>
            {halls.value?.map((hall) => (
              <option key={hall.slug} value={hall.slug}>
                {nameOf(hall)}
              </option>
            ))}
          </select>
        </label>
        <TextField name="name" />
        <TextField name="login" help={t("setup.login_help")} />
        <PasswordField
          label={t("enter.password")}
          name="password"
          help={t("enter.password_rule", { count: PASSWORD_MIN })}
          isNew
        />
        <button type="submit" class="button main wide" aria-busy={isBusy.value} disabled={isBusy.value}>
          {t("setup.send")}
        </button>
      </form>
    </Door>
  );
}

function TextField({ name, help }: { name: string; help?: string }) {
  return (
    <>
      <label class="field">
        <span>{t(`setup.${name}`)}</span>
        <input
          type="text"
          name={name}
          autocomplete="off"
          autocapitalize={name === "name" ? "words" : "none"}
          spellcheck={false}
          aria-describedby={help && `${name}-help`}
          required
        />
      </label>
      {help && (
        <p class="hint" id={`${name}-help`}>
          {help}
        </p>
      )}
    </>
  );
}

async function send(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const said = Object.fromEntries(FIELDS.map((name) => [name, valueOf(event, name)]));
  isBusy.value = true;
  try {
    const { go } = await api.post<Entered>("/setup", said);
    location.replace(go);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.value = error;
    isBusy.value = false;
  }
}
