// The manager's page: what needs me now, the day in six figures, its curve, its tables.

import { formatTime, formatWeekdayDate } from "../../protocol/ui/format";
import { t } from "../../protocol/ui/i18n";
import { Alarms } from "./figures/alarms";
import { Cards } from "./figures/cards";
import { Counters } from "./figures/counters";
import { Curve } from "./figures/curve";
import { DayChoice } from "./figures/choice";
import { Day } from "./figures/day";
import { DaySlip } from "./figures/day_slip";
import type { Figures } from "./figures/shapes";
import { Notices } from "./figures/notices";
import { ServiceDay } from "./figures/service_day";
import { Answers, ByHand, ByHour, ByService, Pauses, Reconciled } from "./figures/tables";
import { TablesTaken } from "./figures/tables_taken";
import { Watched } from "./figures/watched";
import { KioskPanel } from "./kiosks";
import {
  AccountLink,
  LanguageButton,
  LinkMark,
  nameOf,
  RoomLink,
  serverMinutes,
  showPage,
  SignedOut,
  SignOutButton,
  StaleBanner,
  titlePage,
} from "./page";
import type { Staff } from "./shapes";

import "./manager.css";

const day = new Day();

titlePage(() => t("manager.title"));
showPage(() => <Manager />);

function Manager() {
  if (day.isRefused) return <SignedOut />;
  const staff = day.following.view.value?.body;
  const figures = day.figures.value;
  const isToday = day.chosen.value === null;
  return (
    <>
      <Head />
      {isToday && <StaleBanner following={day.following} />}
      <main class="figures-page">
        {isToday && staff && (
          <Alarms staff={staff} nowMs={serverMinutes(day.following.offsetMs)} api={day.api} />
        )}
        {day.error.value && (
          <p class="banner bad" role="alert">
            {day.error.value.message}
          </p>
        )}
        {figures ? <Shown figures={figures} staff={isToday ? staff : undefined} /> : !day.error.value && <Loading />}
      </main>
    </>
  );
}

function Head() {
  const site = day.following.view.value?.body.site;
  return (
    <header class="page-head">
      <h1>{nameOf(site, t("manager.title"))}</h1>
      <DayChoice day={day} />
      <LinkMark following={day.following} />
      <RoomLink />
      <AccountLink />
      <LanguageButton />
      <SignOutButton api={day.api} />
    </header>
  );
}


function Shown({ figures, staff }: { figures: Figures; staff: Staff | undefined }) {
  return (
    <>
      <DayLine figures={figures} />
      <Cards figures={figures} />
      <div class="two">
        <div>
          <section class="card">
            <h2>{t("manager.curve")}</h2>
            <Curve points={figures.curve} />
          </section>
          <ByHour figures={figures} />
        </div>
        <div>
          <ByService figures={figures} />
          <Answers satisfaction={figures.satisfaction} scale={figures.scale} />
          <Watched watch={figures.watch} />
          <Pauses figures={figures} />
        </div>
      </div>
      {staff && <ServiceDay day={day} staff={staff} of={figures.reconciliation} />}
      {staff && <Counters day={day} staff={staff} />}
      {staff && <KioskPanel staff={staff} />}
      {staff && <Notices day={day} staff={staff} />}
      <ByHand figures={figures} />
      <Reconciled of={figures.reconciliation} />
    </>
  );
}

function DayLine({ figures }: { figures: Figures }) {
  return (
    <p class="day-line">
      <b>{formatWeekdayDate(figures.day)}</b>
      <span>{t("shared.fresh", { time: formatTime(figures.at) })}</span>
      {day.chosen.value !== null && <DaySlip day={day} of={figures.day} />}
      <TablesTaken day={day} of={figures.day} />
    </p>
  );
}

/** The page's own shape, empty. */
function Loading() {
  return (
    <div aria-busy="true">
      <p class="day-line">{t("shared.loading")}</p>
      <ul class="cards" aria-hidden="true">
        {[1, 2, 3, 4, 5, 6].map((place) => (
          <li key={place} class="card figure" />
        ))}
      </ul>
    </div>
  );
}
