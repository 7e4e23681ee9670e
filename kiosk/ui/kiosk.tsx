// The touch page: one question a page, three touches to a number.

import { render } from "preact";
import { addTexts } from "../../protocol/ui/i18n";
import "../../protocol/ui/tokens.css";
import en from "../locales/en.po";
import vi from "../locales/vi.po";
import { ClassPage, FieldsPage, ServicesPage } from "./choices";
import { isAgentAway, isLarge, page, presence, start, state } from "./flow";
import { Footer, Header, StillThere } from "./frame";
import "./kiosk.css";
import "./choices.css";
import "./number.css";
import { RefusedPage, StartingPage, StoppedPage, TakingPage } from "./messages";
import { NumberPage } from "./number";

function Kiosk() {
  const isAsking = presence.value.state === "asking";
  return (
    <div class={isLarge.value ? "kiosk large" : "kiosk"}>
      <div class="under" inert={isAsking}>
        <Current />
      </div>
      {isAsking && <StillThere />}
    </div>
  );
}

/** A citizen's number, or the way to it, is never taken away by what happens beside it. */
function Current() {
  const here = page.value;
  const now = state.value;
  if (here.name === "number") return <NumberPage ticket={here.ticket} />;
  if (here.name === "taking") return <TakingPage />;
  if (now === null || isAgentAway.value) return <StartingPage />;
  if (now.stopped) return <StoppedPage code={now.stopped.code} />;
  if (here.name === "refused") return <RefusedPage refusal={here.refusal} />;
  return (
    <main class="page">
      <Header />
      {here.name === "fields" && <FieldsPage />}
      {here.name === "services" && <ServicesPage field={here.field} />}
      {here.name === "class" && <ClassPage service={here.service} />}
      <Footer />
    </main>
  );
}

addTexts({ vi, en });
start();
const app = document.getElementById("app");
if (app) render(<Kiosk />, app);
