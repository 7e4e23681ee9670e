// One's own account: password and one-time codes. The address says by its hash which credential.

import { signal } from "@preact/signals";
import { ApiError, createApi } from "../../protocol/ui/api";
import { t } from "../../protocol/ui/i18n";
import { Codes } from "./account/codes";
import { Password } from "./account/password";
import { OwnRatings } from "./account/ratings";
import { noteRefusal } from "./idle";
import { LanguageButton, showPage, SignedOut, SignOutButton, titlePage } from "./page";
import { Sessions } from "./sessions";

import "./signin.css";
import "./account.css";

export interface Me {
  name: string;
  role: string;
  slot: string;
  has_codes: boolean;
  owes_codes: boolean;
}

const whose = location.hash.slice(1);
const api = createApi(whose);
const me = signal<Me | null>(null);
const refused = signal<ApiError | null>(null);
/** How often the password was changed here: it ends the other sessions. */
const changes = signal(0);

titlePage(() => t("account.title"));
showPage(() => <Account />, { acting: whose });
void ask();

async function ask(): Promise<void> {
  try {
    me.value = await api.get<Me>("/identity");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.value = error;
    noteRefusal(error);
  }
}

function Account() {
  if (refused.value) return <SignedOut />;
  if (me.value === null) return null;
  const { name, role, slot, owes_codes } = me.value;
  return (
    <>
      <header class="page-head">
        <h1>{t("account.title")}</h1>
        <p class="who">
          {name} · {t(`admin.role.${role}`)}
        </p>
        {!owes_codes && (
          <a class="button" href={`/${slot}`}>
            {t("account.back")}
          </a>
        )}
        <LanguageButton />
        <SignOutButton api={api} />
      </header>
      <main class="account">
        {owes_codes && <p class="banner warn">{t("account.owes_codes")}</p>}
        <Codes api={api} me={me.value} onChanged={() => void ask()} />
        <Password api={api} onChanged={() => (changes.value += 1)} />
        {!owes_codes && (
          <section class="card">
            <h2>{t("sessions.title")}</h2>
            <Sessions api={api} path="/sessions" endAll={t("sessions.end_others")} stamp={changes.value} />
          </section>
        )}
        {role === "officer" && !owes_codes && <OwnRatings api={api} />}
      </main>
    </>
  );
}
