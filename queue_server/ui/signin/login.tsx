// By login and password. Where the server holds several halls, the last one chosen comes first.

import { signal } from "@preact/signals";
import { ApiError, createApi } from "../../../protocol/ui/api";
import { t } from "../../../protocol/ui/i18n";
import { CodeField } from "../account/codes";
import { nameOf, slot } from "../page";
import type { Named } from "../shapes";
import { Door, type Entered } from "./door";
import { PasswordField, valueOf } from "./password";

export interface Hall extends Named {
  slug: string;
}

export interface Halls {
  sites: Hall[];
  needs_setup: boolean;
}

const CODE_NEEDED = "code_needed";
const SITE_KEPT_AS = "motcua.site";
const api = createApi(slot);
const halls = signal<Hall[]>([]);
const refused = signal<ApiError | null>(null);
const isBusy = signal(false);
const needsCode = signal(false);

export async function askSites(): Promise<void> {
  try {
    const { sites, needs_setup } = await api.get<Halls>("/sites");
    if (needs_setup) location.replace("/setup");
    halls.value = sites;
  } catch (error) {
    refused.value = refusal(error);
  }
}

export function SignInByPassword() {
  return (
    <Door title={t("enter.title")} refused={refused.value}>
      <form onSubmit={(event) => void signIn(event)}>
        {halls.value.length > 1 && <HallField />}
        <label class="field">
          <span>{t("enter.login")}</span>
          <input name="login" autocomplete="username" autocapitalize="none" spellcheck={false} required autofocus />
        </label>
        <PasswordField label={t("enter.password")} name="password" />
        {needsCode.value && <CodeField />}
        <button type="submit" class="button main wide" aria-busy={isBusy.value} disabled={isBusy.value}>
          {t("enter.title")}
        </button>
      </form>
      <p class="hint">{t("enter.forgotten")}</p>
    </Door>
  );
}

function HallField() {
  const last = keptSite();
  return (
    <label class="field">
      <span>{t("enter.site")}</span>
      <select name="site">
        {halls.value.map((hall) => (
          <option key={hall.slug} value={hall.slug} selected={hall.slug === last}>
            {nameOf(hall)}
          </option>
        ))}
      </select>
    </label>
  );
}

async function signIn(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const said = {
    site: valueOf(event, "site") || null,
    login: valueOf(event, "login"),
    password: valueOf(event, "password"),
    code: valueOf(event, "code") || null,
  };
  isBusy.value = true;
  try {
    const { go } = await api.post<Entered>("/sign-ins", said);
    keepSite(said.site);
    location.replace(go);
  } catch (error) {
    refused.value = refusal(error);
    needsCode.value ||= refused.value.code === CODE_NEEDED;
    isBusy.value = false;
  }
}

function refusal(error: unknown): ApiError {
  if (!(error instanceof ApiError)) throw error;
  return error;
}

function keptSite(): string | null {
  try {
    return localStorage.getItem(SITE_KEPT_AS);
  } catch {
    return null; // a browser that keeps nothing asks each time
  }
}

function keepSite(site: string | null): void {
  try {
    if (site) localStorage.setItem(SITE_KEPT_AS, site);
  } catch {
    // as above
  }
}
