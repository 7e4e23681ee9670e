// The officer's console: the ticket at hand and the next thing to do, the dossier, the queue.

import { effect } from "@preact/signals";
import { t } from "../../protocol/ui/i18n";
import { AlarmLines } from "./console/alarms";
import { AutoCall, watchAutoCall } from "./console/autocall";
import { NoticeBar, OutcomeChoice, TicketButtons } from "./console/buttons";
import { CounterChoice, Elsewhere } from "./console/counters";
import { Desk } from "./console/desk";
import { Head, titleOf } from "./console/head";
import { focusMainAction, listenToKeys } from "./console/keyboard";
import { Questions } from "./console/questions";
import { Queue } from "./console/queue";
import { Serves } from "./console/serves";
import { ThreadPanel } from "./console/thread";
import { TicketCard } from "./console/ticket";
import { UndoBar } from "./console/undo";
import { KioskLine } from "./kiosks";
import { showPage, SignedOut, StaleBanner, titlePage } from "./page";

import "./console.css";
import "./console/bars.css";
import "./console/questions.css";
import "./console/queue.css";

const desk = new Desk();

listenToKeys(desk);
watchAutoCall(desk);
titlePage(() => desk.mine.value?.ticket?.label ?? titleOf(desk));
showPage(() => <Console />);
// Enter does the next thing, so the focus waits on it whenever an order has been carried out.
effect(() => {
  const isFree = desk.sender.busy.value === null && desk.phase.value !== "loading";
  if (isFree) requestAnimationFrame(focusMainAction);
});

function Console() {
  if (desk.isRefused.value) return <SignedOut />;
  return (
    <>
      <Head desk={desk} />
      <StaleBanner following={desk.following} />
      <main class="desk">
        <div class="work">
          <AlarmLines desk={desk} />
          {desk.staff.value && <KioskLine staff={desk.staff.value} />}
          <NoticeBar desk={desk} />
          <Work />
        </div>
        <Queue desk={desk} />
      </main>
      <Questions desk={desk} />
    </>
  );
}

function Work() {
  const phase = desk.phase.value;
  if (phase === "loading") return <Loading />;
  return (
    <>
      {phase === "away" ? <CounterChoice desk={desk} /> : phase === "elsewhere" ? <Elsewhere desk={desk} /> : <AtCounter />}
      <ThreadPanel desk={desk} />
      <UndoBar desk={desk} />
    </>
  );
}

function AtCounter() {
  return (
    <>
      <TicketCard desk={desk} />
      <TicketButtons desk={desk} />
      <OutcomeChoice desk={desk} />
      <AutoCall desk={desk} />
      <Serves desk={desk} />
    </>
  );
}

/** The page's own shape, empty. */
function Loading() {
  return (
    <div class="loading" aria-busy="true">
      <section class="card ticket">
        <p>{t("shared.loading")}</p>
      </section>
      <section class="card thread" />
    </div>
  );
}
