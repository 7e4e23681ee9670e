// What the staff pages share: texts, language, the beat of the clock, who is signed in.

import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { render, type ComponentChild, type ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { createApi, type Api } from "../../protocol/ui/api";
import type { Following } from "../../protocol/ui/follow";
import { formatTime } from "../../protocol/ui/format";
import { addTexts, bilingual, language, t } from "../../protocol/ui/i18n";
import en from "../locales/en.po";
import vi from "../locales/vi.po";
import { isLocked, isOver, Locked, noteRefusal, watchUse } from "./idle";
import type { Named, StaffService } from "./shapes";

import "../../protocol/ui/tokens.css";
import "./page.css";

const TICK_MS = 1_000;
const SLOW_TICKS = 10;
const LANGUAGE_KEPT_AS = "motcua.language";

/** Names the credential this page acts with. */
export const slot = document.body.dataset.slot ?? "";

/** Beats once a second, so that whatever reads it is drawn again. */
export const beat = signal(0);
/** Beats for what is told in minutes: two hundred rows need not be drawn each second. */
const slowBeat = computed(() => Math.floor(beat.value / SLOW_TICKS));

addTexts({ vi, en });
restoreLanguage();

interface PageOptions {
  /** Names the credential, if not the page's own; without one nothing is ever covered. */
  acting?: string;
  /** What was typed stays while the page is covered; only for one that follows no view. */
  keeps?: boolean;
}

export function showPage(draw: () => ComponentChild, { acting = slot, keeps = false }: PageOptions = {}): void {
  const api = createApi(acting);
  const Page = () => {
    if (isLocked.value) return <LockedPage api={api} />;
    return <>{isOver.value ? <SignedOut /> : draw()}</>;
  };
  setInterval(() => (beat.value += 1), TICK_MS);
  if (acting) watchUse(api, keeps);
  render(<Page />, document.getElementById("app")!);
}

function LockedPage({ api }: { api: Api }) {
  return (
    <Locked api={api}>
      <span>
        <LanguageButton /> <SignOutButton api={api} />
      </span>
    </Locked>
  );
}

/** Keeps the tab's title in the present language. */
export function titlePage(sentence: () => string): void {
  effect(() => {
    document.title = sentence();
  });
}

/** Server time in ms since 1970; an office computer's own clock may be wrong. */
export function serverNow(offsetMs: ReadonlySignal<number>): number {
  void beat.value;
  return Date.now() + offsetMs.value;
}

/** The same for minutes; offsets move by milliseconds with every pulse, which is no news here. */
export function serverMinutes(offsetMs: ReadonlySignal<number>): number {
  void slowBeat.value;
  return Date.now() + offsetMs.peek();
}

export function nameOf(named: Named | undefined, otherwise = ""): string {
  return named ? bilingual(named.name_vi, named.name_en) : otherwise;
}

export function shortNameOf(service: StaffService | undefined, otherwise = ""): string {
  if (!service) return otherwise;
  return bilingual(service.short_vi || service.name_vi, service.short_en || service.name_en);
}

function restoreLanguage(): void {
  try {
    if (localStorage.getItem(LANGUAGE_KEPT_AS) === "en") language.value = "en";
    effect(() => localStorage.setItem(LANGUAGE_KEPT_AS, language.value));
  } catch {
    // A browser that keeps nothing begins in Vietnamese each time.
  }
}

/** Changes to the other language, and is written in it. */
export function LanguageButton() {
  const other = language.value === "vi" ? "en" : "vi";
  return (
    <button type="button" class="plain" lang={other} onClick={() => (language.value = other)}>
      {other === "en" ? "English" : "Tiếng Việt"}
    </button>
  );
}

interface LinkProps {
  following: Following<unknown>;
}

/** Says by shape, word and colour whether what is shown is true now. */
export function LinkMark({ following }: LinkProps) {
  const { state } = following.freshness.value;
  const word = { live: "shared.connected", stale: "page.away", never: "shared.connecting" }[state];
  return (
    <span class={`link-mark ${state}`} role="status">
      {t(word)}
    </span>
  );
}

/** Stands above the page while what it shows may be out of date. */
export function StaleBanner({ following }: LinkProps) {
  const { state, at } = following.freshness.value;
  if (state !== "stale" || at === null) return null;
  return (
    <p class="banner warn" role="status">
      {t("shared.stale", { time: formatTime(at) })}
    </p>
  );
}

/** Ends the session of this browser; the page then says that nobody is signed in. */
export function SignOutButton({ api }: { api: Api }) {
  const signOut = () => void api.remove("/sessions/current").finally(() => location.reload());
  return (
    <button type="button" class="plain" onClick={signOut}>
      {t("page.sign_out")}
    </button>
  );
}

async function leadToCodes(): Promise<void> {
  if (!slot) return;
  try {
    const { owes_codes } = await createApi(slot).get<{ owes_codes: boolean }>("/identity");
    if (owes_codes) location.replace(`/account#${slot}`);
  } catch (error) {
    noteRefusal(error); // nobody is signed in, which the page says, or the session is locked
  }
}

interface SentenceProps {
  title: string;
  help?: string;
  children?: ComponentChildren;
}

/** A whole page of one sentence, when there is nothing else to show. */
export function Sentence({ title, help, children }: SentenceProps) {
  return (
    <main class="sentence">
      <h1>{title}</h1>
      {help && <p>{help}</p>}
      {children}
      <LanguageButton />
    </main>
  );
}

/** Where one changes one's own password and codes. */
export function AccountLink() {
  return (
    <a class="plain" href={`/account#${slot}`}>
      {t("account.title")}
    </a>
  );
}

/** Leads between the pages one sign-in may use: reception's, and the one it belongs to. */
export function RoomLink() {
  const isReception = location.pathname.startsWith("/reception");
  if (slot === "reception") return null;
  return isReception ? (
    <a class="plain" href={`/${slot}`}>
      {t(`page.to_${slot}`)}
    </a>
  ) : (
    <a class="plain" href={`/reception/${slot}`}>
      {t("page.to_reception")}
    </a>
  );
}

/** What a browser without a valid sign-in sees; who owes one-time codes is led to them. */
export function SignedOut() {
  useEffect(() => void leadToCodes(), []);
  return (
    <Sentence title={t("page.signed_out")} help={t("page.signed_out_help")}>
      <p>
        <a class="button main" href="/enter">
          {t("enter.title")}
        </a>
      </p>
    </Sentence>
  );
}
