// The number: it fills the screen, and stays until the slip is out and it was read.

import { t } from "../../protocol/ui/i18n";
import { widthEm } from "../../protocol/ui/label";
import type { SlipState, Ticket } from "./agent";
import { Question } from "./frame";
import { closed, state } from "./hall";
import { Icon, type IconName } from "./icon";
import { done, takeAnother } from "./taking";
import { Both, Name, sizeOf } from "./words";

const QUIET_MODULES = 4; // white border of a QR symbol, ISO/IEC 18004

const SLIP_LINES: Record<SlipState, { icon: IconName; tone: string }> = {
  printing: { icon: "printer", tone: "calm" },
  printed: { icon: "good", tone: "good" },
  paper_out: { icon: "trouble", tone: "care" },
  failed: { icon: "trouble", tone: "care" },
  uncertain: { icon: "info", tone: "care" },
  none: { icon: "info", tone: "care" },
};

export function NumberPage({ ticket }: { ticket: Ticket }) {
  const caption = ticket.class === "priority" ? "kiosk.your_priority_number" : "kiosk.your_number";
  return (
    <main class="page number">
      <Question say={`${caption} label.${ticket.label}`}>
        <span class="caption">
          <Both text={caption} />
        </span>
        <span class="label" style={{ "--width-em": widthEm(ticket.label).toFixed(2) }}>
          {ticket.label}
        </span>
      </Question>
      <p class={`service ${sizeOf(ticket.service)}`}>
        <Name of={ticket.service} />
      </p>
      <SlipLine slip={ticket.slip} />
      <Ahead ticket={ticket} />
      <Symbol ticket={ticket} />
      <div class="buttons">
        {!closed.value && (
          <button type="button" class="plain-button" onClick={takeAnother}>
            <Both text="kiosk.another" />
          </button>
        )}
        <button type="button" class="main-button" onClick={done}>
          <Both text="kiosk.done" />
        </button>
      </div>
    </main>
  );
}

function Ahead({ ticket }: { ticket: Ticket }) {
  if (ticket.ahead === null) {
    return (
      <p class="ahead alone" data-say="kiosk.own_label">
        <Both text="kiosk.own_label" />
      </p>
    );
  }
  if (ticket.ahead === 0) {
    return (
      <p class="ahead alone next" data-say="kiosk.next">
        <Both text="kiosk.next" />
      </p>
    );
  }
  return (
    <p class="ahead" data-say={`kiosk.said_ahead?count=${ticket.ahead}`}>
      <span class="amount figures">{ticket.ahead}</span>
      <span class="unit">
        <Both text={ticket.ahead === 1 ? "kiosk.ahead_one" : "kiosk.ahead_many"} />
      </span>
    </p>
  );
}

function Symbol({ ticket }: { ticket: Ticket }) {
  return (
    <div class="symbol">
      <Qr rows={ticket.qr} />
      <div class="symbol-words">
        {state.value?.follows && (
          <p class="follow">
            <Both text="kiosk.follow" />
          </p>
        )}
        <p class="code">
          <span class="code-name">
            <Both text={ticket.code.startsWith("TAM-") ? "kiosk.code" : "kiosk.dossier_code"} />
          </span>
          <span class="code-text">{ticket.code}</span>
        </p>
      </div>
    </div>
  );
}

function Qr({ rows }: { rows: string[] }) {
  const side = rows.length + 2 * QUIET_MODULES;
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={t("kiosk.qr")}>
      <path d={rows.map(rowPath).join("")} />
    </svg>
  );
}

/** One sub-path for each run of dark modules. */
function rowPath(row: string, y: number): string {
  const runs = [...row.matchAll(/1+/g)];
  return runs
    .map((run) => `M${(run.index ?? 0) + QUIET_MODULES} ${y + QUIET_MODULES}h${run[0].length}v1h-${run[0].length}z`)
    .join("");
}

function SlipLine({ slip }: { slip: SlipState }) {
  const { icon, tone } = SLIP_LINES[slip];
  return (
    <div class={`slip ${tone}`} role="status" data-say={SLIP_TEXTS[slip]}>
      <Icon name={icon} />
      <p>
        <Both text={SLIP_TEXTS[slip]} />
      </p>
    </div>
  );
}

const SLIP_TEXTS: Record<SlipState, string> = {
  printing: "kiosk.slip_printing",
  printed: "kiosk.slip_printed",
  paper_out: "kiosk.slip_paper_out",
  failed: "kiosk.slip_failed",
  uncertain: "kiosk.slip_uncertain",
  none: "kiosk.slip_none",
};
