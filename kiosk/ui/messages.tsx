// Pages that only say something: starting, out of service, getting the number, refused.

import { hasText, language, t, textIn } from "../../protocol/ui/i18n";
import type { Refusal } from "./agent";
import { finish } from "./flow";
import { Question } from "./frame";
import { Icon, type IconName } from "./icon";
import { Both, isInBoth } from "./words";

function Message({ icon, text }: { icon: IconName; text: string }) {
  return (
    <div class="message-head">
      <Icon name={icon} />
      <Question>
        <Both text={text} />
      </Question>
    </div>
  );
}

export function StartingPage() {
  return (
    <main class="page message">
      <Message icon="wait" text="kiosk.starting" />
    </main>
  );
}

export function TakingPage() {
  return (
    <main class="page message soon" aria-busy="true">
      <Message icon="wait" text="kiosk.taking" />
    </main>
  );
}

/** Nobody can be given a number here; the reason is for the staff, in their words. */
export function StoppedPage({ code }: { code: string }) {
  const reason = `kiosk.staff.${code}`;
  return (
    <main class="page message">
      <Message icon="info" text="kiosk.stopped" />
      <p class="message-text">
        <Both text="kiosk.stopped_hint" />
      </p>
      <p class="for-staff">
        {t("kiosk.for_staff", { reason: t(hasText(reason) ? reason : "kiosk.staff.other") })}
      </p>
    </main>
  );
}

export function RefusedPage({ refusal }: { refusal: Refusal }) {
  return (
    <main class="page message">
      <Message icon="info" text="kiosk.refused" />
      <p class="message-text">
        <Sentence refusal={refusal} />
      </p>
      <p class="message-text">
        <Both text="kiosk.refused_hint" />
      </p>
      <button type="button" class="main-button done" onClick={finish}>
        <Both text="kiosk.to_start" />
      </button>
    </main>
  );
}

/** The agent and the server speak Vietnamese; English is in the page's catalogue. */
function Sentence({ refusal: { code, message } }: { refusal: Refusal }) {
  const own = `kiosk.refused.${code}`;
  const key = hasText(own) ? own : "kiosk.refused.other";
  if (language.value === "en" || !message) return <Both text={key} />;
  return (
    <>
      <span class="first">{message}</span>
      {isInBoth() && (
        <span class="second" lang="en">
          {textIn("en", key)}
        </span>
      )}
    </>
  );
}
