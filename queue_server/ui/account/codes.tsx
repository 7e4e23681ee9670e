// One-time codes: the password, then the picture to photograph, then a first code; at the end the
// codes for a loss, shown this once.

import { useState } from "preact/hooks";
import { ApiError, type Api } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import type { Me } from "../account";
import { PasswordField, valueOf } from "../signin/password";

interface Begun {
  secret: string;
  picture: string;
}

interface CodesProps {
  api: Api;
  me: Me;
  onChanged: () => void;
}

export function Codes({ api, me, onChanged }: CodesProps) {
  const [begun, begin] = useState<Begun | null>(null);
  const [recovery, recover] = useState<string[]>([]);
  const [refused, refuse] = useState<ApiError | null>(null);
  const trying = async (act: () => Promise<void>) => {
    try {
      await act();
      refuse(null);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refuse(error);
    }
  };
  const start = (password: string) =>
    trying(async () => begin(await api.post<Begun>("/accounts/self/codes", { password })));
  const confirm = (code: string) =>
    trying(async () => {
      recover((await api.put<{ recovery: string[] }>("/accounts/self/codes", { code })).recovery);
      onChanged();
    });
  return (
    <section class="card">
      <h2>{t("account.codes")}</h2>
      {refused && (
        <p class="banner bad" role="alert">
          {refused.message}
        </p>
      )}
      {recovery.length > 0 ? (
        <Recovery codes={recovery} />
      ) : me.has_codes ? (
        <p>{t("account.codes_on")}</p>
      ) : begun ? (
        <Confirm begun={begun} onTyped={confirm} />
      ) : (
        <Begin onTyped={start} />
      )}
    </section>
  );
}

interface TypedProps {
  onTyped: (typed: string) => Promise<void>;
}

function Begin({ onTyped }: TypedProps) {
  return (
    <form onSubmit={(event) => (event.preventDefault(), void onTyped(valueOf(event, "own")))}>
      <p>{t("account.codes_help")}</p>
      <PasswordField label={t("account.old_password")} name="own" />
      <button type="submit" class="button main">
        {t("account.codes_begin")}
      </button>
    </form>
  );
}

function Confirm({ begun, onTyped }: TypedProps & { begun: Begun }) {
  return (
    <form class="scan" onSubmit={(event) => (event.preventDefault(), void onTyped(valueOf(event, "code")))}>
      <img src={begun.picture} width="220" height="220" alt={t("account.picture")} />
      <div>
        <p>{t("account.scan")}</p>
        <p class="hint">
          {t("account.by_hand")} <code>{begun.secret.replace(/(.{4})/g, "$1 ")}</code>
        </p>
        <CodeField />
        <button type="submit" class="button main">
          {t("account.codes_confirm")}
        </button>
      </div>
    </form>
  );
}

/** Six digits of an authenticator; also takes the longer ones for its loss. */
export function CodeField() {
  return (
    <label class="field">
      <span>{t("enter.code")}</span>
      <input
        type="text"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        required
      />
    </label>
  );
}

function Recovery({ codes }: { codes: string[] }) {
  return (
    <>
      <p class="banner calm" role="status">
        {t("account.codes_done")}
      </p>
      <p>{t("account.recovery_help")}</p>
      <ul class="recovery">
        {codes.map((code) => (
          <li key={code}>
            <code>{code.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
