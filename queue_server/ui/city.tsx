// The city's page: the figures of one hall at a time, of any day.

import { effect, signal, untracked } from "@preact/signals";
import { ApiError, createApi } from "../../protocol/ui/api";
import { formatDate, formatTime, formatWeekdayDate } from "../../protocol/ui/format";
import { t } from "../../protocol/ui/i18n";
import { Cards } from "./figures/cards";
import { Curve } from "./figures/curve";
import type { Figures } from "./figures/shapes";
import { Answers, ByHour, ByService } from "./figures/tables";
import { AccountLink, LanguageButton, nameOf, showPage, SignedOut, SignOutButton, slot, titlePage } from "./page";
import type { Named } from "./shapes";

import "./manager.css";
import "./city.css";

interface Hall extends Named {
  slug: string;
  kind: string;
}

const CITY = "city";
const SIGN_IN = 401;
const api = createApi(slot);
const halls = signal<Hall[] | null>(null);
const chosen = signal("");
/** A service day, or nothing for today. */
const day = signal("");
const figures = signal<Figures | null>(null);
const refused = signal<ApiError | null>(null);

titlePage(() => t("city.title"));
showPage(() => <City />);
void trying(askHalls);
effect(() => {
  if (!chosen.value) return;
  const asked = `${chosen.value} ${day.value}`;
  untracked(() => {
    figures.value = null;
    void trying(() => askFigures(asked));
  });
});

async function trying(act: () => Promise<void>): Promise<void> {
  try {
    await act();
    refused.value = null;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.value = error;
  }
}

async function askHalls(): Promise<void> {
  await api.get("/identity");
  const { sites } = await api.get<{ sites: Hall[] }>("/sites");
  halls.value = sites.filter(({ kind }) => kind !== CITY);
  chosen.value = halls.value[0]?.slug ?? "";
}

async function askFigures(asked: string): Promise<void> {
  const [slug, date] = asked.split(" ");
  const found = await api.get<Figures>(`/reports/${date ? `days/${date}` : "today"}?site=${slug}`);
  if (asked === `${chosen.value} ${day.value}`) figures.value = found;
}

function City() {
  if (refused.value?.status === SIGN_IN) return <SignedOut />;
  return (
    <>
      <header class="page-head">
        <h1>{t("city.title")}</h1>
        <Choice />
        <AccountLink />
        <LanguageButton />
        <SignOutButton api={api} />
      </header>
      <main class="figures-page">
        {refused.value && (
          <p class="banner bad" role="alert">
            {refused.value.message}
          </p>
        )}
        {halls.value?.length === 0 && <p class="empty">{t("city.no_hall")}</p>}
        {figures.value && <Shown of={figures.value} />}
      </main>
    </>
  );
}

function Choice() {
  return (
    <div class="city-choice">
      <label>
        <span class="spoken">{t("city.hall")}</span>
        <select value={chosen.value} onChange={(event) => (chosen.value = event.currentTarget.value)}>
          {halls.value?.map((hall) => (
            <option key={hall.slug} value={hall.slug}>
              {nameOf(hall)}
            </option>
          ))}
        </select>
      </label>
      {figures.value && (
        <div class="day-choice">
          <label>
            <span class="spoken">{t("city.day")} </span>
            <span class="figures">{formatDate(figures.value.day)}</span>
            <input
              type="date"
              value={figures.value.day}
              onChange={(event) => (day.value = event.currentTarget.value)}
            />
          </label>
        </div>
      )}
    </div>
  );
}

function Shown({ of }: { of: Figures }) {
  return (
    <>
      <p class="day-line">
        <b>{formatWeekdayDate(of.day)}</b>
        <span>{t("shared.fresh", { time: formatTime(of.at) })}</span>
        <a href={`/api/v1/reports/days/${of.day}.csv?site=${chosen.value}`} download>
          {t("manager.csv")}
        </a>
      </p>
      <Cards figures={of} />
      <div class="two">
        <div>
          <section class="card">
            <h2>{t("manager.curve")}</h2>
            <Curve points={of.curve} />
          </section>
          <ByHour figures={of} />
        </div>
        <div>
          <ByService figures={of} />
          <Answers satisfaction={of.satisfaction} scale={of.scale} />
        </div>
      </div>
    </>
  );
}
