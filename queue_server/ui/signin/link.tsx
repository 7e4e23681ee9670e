// By a one-time link: at once, or after a new password was chosen.

import { signal } from "@preact/signals";
import { ApiError, createApi } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import { Sentence, slot } from "../page";
import { CodeField } from "../account/codes";
import { Door, type Entered } from "./door";
import { NewPassword, valueOf } from "./password";

type Stage = "waiting" | "password" | "code" | ApiError;

const LINK_USED = "link_used";
// Refusals of the password that was chosen: the link is still good.
const CHOOSE_AGAIN = ["password_needed", "password_short", "password_long", "password_easy", "sign_in_busy"];

const CODE_AGAIN = ["code_needed", "code_wrong"];

const stage = signal<Stage>("waiting");
const refused = signal<ApiError | null>(null);
let secret = "";
let chosen: string | undefined;

export async function enterByLink(found: string, password?: string, code?: string): Promise<void> {
  secret = found;
  chosen = password;
  try {
    const { go } = await createApi(slot).post<Entered>("/sessions", { secret, password, code });
    location.replace(go);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (CHOOSE_AGAIN.includes(error.code)) {
      refused.value = password === undefined ? null : error;
      stage.value = "password";
    } else if (CODE_AGAIN.includes(error.code)) {
      refused.value = error;
      stage.value = "code";
    } else stage.value = error;
  }
}

export function SignInByLink() {
  const now = stage.value;
  if (now === "waiting") return <Sentence title={t("enter.wait")} />;
  if (now === "password") {
    return (
      <Door title={t("enter.new_password")} help={t("enter.new_password_help")} refused={refused.value}>
        <NewPassword onChosen={(password) => enterByLink(secret, password)} yes={t("enter.set_password")} />
      </Door>
    );
  }
  if (now === "code") {
    return (
      <Door title={t("enter.title")} refused={refused.value}>
        <form onSubmit={(event) => (event.preventDefault(), void enterByLink(secret, chosen, valueOf(event, "code")))}>
          <CodeField />
          <button type="submit" class="button main wide">
            {t("enter.title")}
          </button>
        </form>
      </Door>
    );
  }
  const help = now.code === LINK_USED ? ` ${t("enter.used_help")}` : "";
  return <Sentence title={t("enter.failed")} help={now.message + help} />;
}
