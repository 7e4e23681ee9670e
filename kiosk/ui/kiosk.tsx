// The touch page: one question a page, three touches to a number.

import { effect } from "@preact/signals";
import { render } from "preact";
import { addTexts } from "../../protocol/ui/i18n";
import "../../protocol/ui/tokens.css";
import en from "../locales/en.po";
import vi from "../locales/vi.po";
import { FieldsPage, ServicesPage } from "./choices";
import { comfortClasses } from "./comfort";
import { FindPage } from "./find";
import { beginAgain, page, presence, showLane, shown, stay, watchForPeople } from "./flow";
import { awaitFonts } from "./fonts";
import { StillThere } from "./frame";
import { closed, followHall, state } from "./hall";
import "./kiosk.css";
import "./choices.css";
import "./last.css";
import "./messages.css";
import "./number.css";
import "./find.css";
import "./staff/staff.css";
import "./contrast.css";
import { LastPage } from "./last";
import { lockPage } from "./lock";
import { AgainPage, ClosedPage, RefusedPage, StartingPage, StoppedPage, TakingPage } from "./messages";
import { NumberPage } from "./number";
import { answer, hearSerial, watchScans, type Host } from "./scan";
import "./scan.css";
import { ScanDialog } from "./scan_dialog";
import { readPagesAloud } from "./speech";
import { StaffPage } from "./staff/pages";
import { watchStaff } from "./staff/session";
import { guardTouches } from "./touch";

function Kiosk() {
  const isAsking = presence.value.state === "asking";
  return (
    <div class={comfortClasses()}>
      <div class="under" inert={isAsking || answer.value !== null}>
        <Current />
      </div>
      {state.value && answer.value && (
        <ScanDialog state={state.value} showLane={(service) => showLane({ service })} showStart={beginAgain} />
      )}
      {isAsking && <StillThere />}
    </div>
  );
}

function Current() {
  if (shown.value === "starting") return <StartingPage />;
  if (shown.value === "stopped") return <StoppedPage code={state.value?.stopped?.code ?? ""} />;
  if (shown.value === "closed" && closed.value) return <ClosedPage opening={closed.value} />;
  return <Chosen />;
}

function Chosen() {
  const here = page.value;
  switch (here.name) {
    case "fields":
      return <FieldsPage />;
    case "services":
      return <ServicesPage field={here.field} />;
    case "search":
      return <FindPage text={here.text} />;
    case "last":
      return <LastPage service={here.service} />;
    case "again":
      return <AgainPage wish={here.wish} label={here.label} />;
    case "taking":
      return <TakingPage />;
    case "number":
      return <NumberPage ticket={here.ticket} />;
    case "refused":
      return <RefusedPage refusal={here.refusal} />;
    case "staff":
      return <StaffPage />;
  }
}

/** What a scan may do: nothing while a number is under way or stands on the screen. */
const scanHost: Host = {
  secret: () => state.value?.secret,
  isOn: () =>
    state.value?.features.scanner === true &&
    ["fields", "services", "search", "last", "again", "refused"].includes(shown.value),
  noteLife: stay,
};

addTexts({ vi, en });
lockPage();
guardTouches();
awaitFonts();
followHall();
watchForPeople();
watchScans(scanHost);
effect(() => hearSerial(state.value?.scan, scanHost));
watchStaff();
readPagesAloud();
const app = document.getElementById("app");
if (app) render(<Kiosk />, app);
