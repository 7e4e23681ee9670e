// What a citizen sees on the phone after scanning the slip: the number, who is ahead, where to
// go. Nothing about a person stands here, and no promise in minutes.

import "../../protocol/ui/tokens.css";
import "./follow.css";

import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { formatTime, formatTimeToSecond } from "../../protocol/ui/format";
import { addTexts, bilingual, language, t, textIn } from "../../protocol/ui/i18n";
import { Label } from "../../protocol/ui/label";
import en from "../locales/en.po";
import vi from "../locales/vi.po";
import { heard, keepAsking, last, pathOf } from "./follow/asking";
import { Rating } from "./follow/rating";
import { isEnded, isStale, sentenceKey, type Slip } from "./follow/slip";

const TICK_MS = 1_000;
const LANGUAGE_KEPT_AS = "motcua.language";
const WITHOUT_HELP = ["serving"];

const token = (location.pathname.split("/").pop() ?? "").toUpperCase();
const beat = signal(0);

function Page() {
  void beat.value;
  const known = heard.value;
  if (last.value?.kind === "unknown") return <Notice text="follow.unknown" />;
  if (known) return <Follow slip={known.slip} ageMs={performance.now() - known.atMs} />;
  if (last.value === null) return <Notice text="follow.loading" isWaiting />;
  return <Notice text="follow.unreachable" />;
}

function Follow({ slip, ageMs }: { slip: Slip; ageMs: number }) {
  const staleAt = isStale(ageMs, slip) ? formatTime(slip.at) : null;
  return (
    <main class={`follow ${slip.state}`}>
      <header>
        <p class="site">{bilingual(slip.site.name_vi, slip.site.name_en)}</p>
        <p class="point">{t("follow.point")}</p>
      </header>
      {staleAt !== null && (
        <p class="stale" role="status">
          {t("shared.stale", { time: staleAt })}
        </p>
      )}
      <section class="number card">
        <h1 class="spoken">{`${t("follow.your_number")} ${slip.label}`}</h1>
        <Label label={slip.label} />
        <p>{bilingual(slip.service_vi, slip.service_en)}</p>
      </section>
      {slip.state === "waiting" ? <Ahead ahead={slip.ahead ?? 0} /> : <Sentence slip={slip} />}
      <Rating path={`${pathOf(token)}/rating`} rating={slip.rating} />
      {!isEnded(slip) && <Calling calling={slip.calling} staleAt={staleAt} />}
      <Foot at={slip.at} />
    </main>
  );
}

function Ahead({ ahead }: { ahead: number }) {
  if (ahead === 0) return <State title={t("follow.next")} help={t("follow.next_help")} />;
  return (
    <section class="state card" role="status">
      <p class="ahead">
        <b class="figures">{ahead}</b> {t(ahead === 1 ? "follow.ahead_one" : "follow.ahead")}
      </p>
      <p>{t("follow.ahead_help")}</p>
    </section>
  );
}

function Sentence({ slip }: { slip: Slip }) {
  const key = sentenceKey(slip);
  const title = t(key, { counter: slip.counter ?? "" });
  const help = WITHOUT_HELP.includes(slip.state) ? undefined : t(`${key}_help`);
  return <State title={title} help={help} state={slip.state} />;
}

function State({ title, help, state = "" }: { title: string; help?: string; state?: string }) {
  return (
    <section class={`state card ${state}`} role="status">
      <h2>{title}</h2>
      {help && <p>{help}</p>}
    </section>
  );
}

function Calling({ calling, staleAt }: Pick<Slip, "calling"> & { staleAt: string | null }) {
  return (
    <section class="calling">
      <h2>{staleAt === null ? t("follow.now_calling") : t("follow.called_at", { time: staleAt })}</h2>
      <ul>
        {calling.map(({ label, counter }) => (
          <li key={label}>
            <b>{label}</b> <span aria-hidden="true">→</span> <b>{t("follow.to_counter", { counter })}</b>
          </li>
        ))}
        {calling.length === 0 && <li>{t("follow.none_called")}</li>}
      </ul>
    </section>
  );
}

function Foot({ at }: { at: string }) {
  return (
    <footer>
      <p class="figures">{t("shared.fresh", { time: formatTimeToSecond(at) })}</p>
      <LanguageButton />
    </footer>
  );
}

function Notice({ text, isWaiting = false }: { text: string; isWaiting?: boolean }) {
  return (
    <main class={isWaiting ? "follow late" : "follow"} aria-busy={isWaiting}>
      <section class="state card" role="status">
        <h1>{t(text)}</h1>
        {!isWaiting && <p>{t(`${text}_help`)}</p>}
      </section>
      <footer>
        <LanguageButton />
      </footer>
    </main>
  );
}

/** Changes to the other language, and is written in it. */
function LanguageButton() {
  const other = language.value === "vi" ? "en" : "vi";
  return (
    <button type="button" lang={other} onClick={() => (language.value = other)}>
      {textIn(other, "shared.language")}
    </button>
  );
}

function restoreLanguage(): void {
  try {
    if (localStorage.getItem(LANGUAGE_KEPT_AS) === "en") language.value = "en";
    effect(() => localStorage.setItem(LANGUAGE_KEPT_AS, language.value));
  } catch {
    // A browser that keeps nothing begins in Vietnamese each time.
  }
}

function titlePage(): void {
  const slip = heard.value?.slip;
  document.title = slip ? `${slip.label} · ${t("follow.title")}` : t("follow.title");
}

addTexts({ vi, en });
restoreLanguage();
effect(titlePage);
setInterval(() => (beat.value += 1), TICK_MS);
keepAsking(token);
render(<Page />, document.getElementById("app")!);
