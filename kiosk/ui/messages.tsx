// Pages that only say something: starting, out of service, getting the number, refused.

import { hasText, language, t } from "../../protocol/ui/i18n";
import type { Refusal } from "./agent";
import { finish } from "./flow";
import { Question } from "./frame";
import { Icon, type IconName } from "./icon";
import { Both } from "./words";

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
      <p class="message-text">{sentenceOf(refusal)}</p>
      <p class="message-text">
        <Both text="kiosk.refused_hint" />
      </p>
      <button type="button" class="main-button done" onClick={finish}>
        <Both text="kiosk.to_start" />
      </button>
    </main>
  );
}

/** The agent and the server speak Vietnamese; other languages are in the page's catalogue. */
function sentenceOf({ code, message }: Refusal): string {
  if (language.value === "vi" && message) return message;
  const key = `kiosk.refused.${code}`;
  return t(hasText(key) ? key : "kiosk.refused.other");
}
