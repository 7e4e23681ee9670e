// The touch page: one question a page, three touches to a number.

import { render } from "preact";
import { addTexts } from "../../protocol/ui/i18n";
import "../../protocol/ui/tokens.css";
import en from "../locales/en.po";
import vi from "../locales/vi.po";
import { FieldsPage, ServicesPage } from "./choices";
import { comfortClasses } from "./comfort";
import { FindPage } from "./find";
import { page, presence, shown, watchForPeople } from "./flow";
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
import { AgainPage, ClosedPage, RefusedPage, StartingPage, StoppedPage, TakingPage } from "./messages";
import { NumberPage } from "./number";
import { readPagesAloud } from "./speech";
import { StaffPage } from "./staff/pages";
import { watchStaff } from "./staff/session";
import { guardTouches } from "./touch";

function Kiosk() {
  const isAsking = presence.value.state === "asking";
  return (
    <div class={comfortClasses()}>
      <div class="under" inert={isAsking}>
        <Current />
      </div>
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

addTexts({ vi, en });
guardTouches();
awaitFonts();
followHall();
watchForPeople();
watchStaff();
readPagesAloud();
const app = document.getElementById("app");
if (app) render(<Kiosk />, app);
