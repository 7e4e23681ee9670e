// The staff's pages: the PIN, then everything that keeps a kiosk going.

import { formatDuration, formatTime } from "../../../protocol/ui/format";
import { hasText, t } from "../../../protocol/ui/i18n";
import { Icon } from "../icon";
import { Paged } from "../paged";
import type { HeldSlip, Order, PrinterLook, Status } from "./desk";
import {
  doubt,
  eraseDigit,
  isBusy,
  isOpen,
  leftMs,
  lock,
  notice,
  order,
  pin,
  signIn,
  status,
  typeDigit,
} from "./session";

const HELD_A_PAGE = 5;
const ORDERS: Order[] = ["reprint_last", "paper_changed", "test_slip", "restart"];

export function StaffPage() {
  return isOpen.value ? <Menu /> : <Pin />;
}

function Head({ text }: { text: string }) {
  return (
    <header class="staff-head">
      <div>
        <h1>{t(text)}</h1>
        {leftMs.value !== null && (
          <p class="figures">{t("kiosk.desk.locks_in", { time: formatDuration(leftMs.value / 1_000) })}</p>
        )}
      </div>
      <button type="button" class="key" onClick={lock}>
        <Icon name="back" />
        <span>{t("kiosk.desk.leave")}</span>
      </button>
    </header>
  );
}

/** What became of the last touch, where the eyes are. */
function Notice() {
  const said = notice.value;
  return (
    <div class="staff-notice" role="status">
      {said && "done" in said && <p class="good">{t(`kiosk.desk.done.${said.done}`)}</p>}
      {said && "refusal" in said && (
        <p class="care">{said.refusal.message || t("kiosk.desk.unreachable")}</p>
      )}
    </div>
  );
}

// --- the PIN -----------------------------------------------------------------------------------

function Pin() {
  const count = pin.value.length;
  return (
    <main class="page staff">
      <Head text="kiosk.desk.pin" />
      <p class="pin figures" role="status" aria-label={t("kiosk.desk.pin_typed", { count })}>
        {"•".repeat(count)}
      </p>
      <Notice />
      <div class="pad">
        {[..."123456789"].map((digit) => (
          <Digit key={digit} digit={digit} />
        ))}
        <button type="button" class="letter" data-quick onClick={eraseDigit}>
          <Icon name="erase" />
          <span class="spoken">{t("kiosk.key_erase")}</span>
        </button>
        <Digit digit="0" />
        <button type="button" class="letter enter" disabled={isBusy.value} onClick={() => void signIn()}>
          {t("kiosk.desk.enter")}
        </button>
      </div>
    </main>
  );
}

function Digit({ digit }: { digit: string }) {
  return (
    <button type="button" class="letter" data-quick onClick={() => typeDigit(digit)}>
      {digit}
    </button>
  );
}

// --- the menu ----------------------------------------------------------------------------------

function Menu() {
  const now = status.value;
  return (
    <main class="page staff">
      <Head text="kiosk.desk.title" />
      {now === null ? (
        <p class="nothing">{t("kiosk.desk.asking")}</p>
      ) : (
        <>
          <Facts now={now} />
          <section class="staff-part" aria-labelledby="printers">
            <h2 id="printers">{t("kiosk.desk.printers")}</h2>
            {now.printers.length === 0 && <p>{t("kiosk.desk.no_printer")}</p>}
            {now.printers.map((printer) => (
              <PrinterRow key={printer.name} printer={printer} />
            ))}
          </section>
          <Held slips={now.held} />
        </>
      )}
      <Notice />
      {doubt.value ? <Doubt /> : <Orders />}
    </main>
  );
}

function Facts({ now }: { now: Status }) {
  const facts: [string, string, boolean][] = [
    ["link", word("link", now.link), now.link === "up"],
    ["backlog", String(now.backlog), now.backlog === 0],
    ["rejected", String(now.rejected), now.rejected === 0],
    ["clock", word("clock", now.clock), now.clock === "set"],
    ["disk", word("disk", now.disk), now.disk === "ok"],
    ["issuer_no", String(now.issuer_no ?? "–"), true],
    ["version", now.version, true],
  ];
  return (
    <dl class="staff-facts">
      {facts.map(([name, value, isGood]) => (
        <div class={isGood ? "" : "care"} key={name}>
          <dt>{t(`kiosk.desk.${name}`)}</dt>
          <dd class="figures">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function PrinterRow({ printer }: { printer: PrinterLook }) {
  const isGood = printer.state === "ready" && printer.paper !== "out";
  // What the paper says is not said again as the cause.
  const cause = printer.cause === `paper_${printer.paper}` ? "" : causeOf(printer.cause);
  return (
    <p class={isGood ? "printer" : "printer care"}>
      <b>{printer.model || printer.name}</b>
      <span>{word("printer", printer.state)}</span>
      <span>{word("paper", printer.paper)}</span>
      {cause && <span>{cause}</span>}
    </p>
  );
}

/** Why it does not print. */
function causeOf(cause: string | null): string {
  const key = `kiosk.desk.cause.${cause}`;
  return cause !== null && hasText(key) ? t(key) : "";
}

/** The agent's word in a person's; one that this page does not know is said to be unknown. */
function word(kind: string, value: string): string {
  const key = `kiosk.desk.${kind}.${value}`;
  return t(hasText(key) ? key : "kiosk.desk.unknown");
}

function Held({ slips }: { slips: HeldSlip[] }) {
  return (
    <section class="staff-part held" aria-labelledby="held">
      <h2 id="held">{t("kiosk.desk.held")}</h2>
      {slips.length === 0 && <p>{t("kiosk.desk.held_none")}</p>}
      <Paged
        rows={slips}
        keyOf={({ job }) => job}
        varies=""
        rowsMax={HELD_A_PAGE}
        draw={(slip) => <HeldRow slip={slip} />}
      />
    </section>
  );
}

function HeldRow({ slip }: { slip: HeldSlip }) {
  return (
    <div class="held-row">
      <p>
        <b class="figures">{nameOf(slip)}</b>
        <span class="figures">{[formatTime(slip.at), causeOf(slip.why)].filter(Boolean).join(" · ")}</span>
      </p>
      <button type="button" class="key" onClick={() => void order("print_held", slip)}>
        {t("kiosk.desk.print_held")}
      </button>
      <button
        type="button"
        class="key"
        onClick={() => (doubt.value = { order: "drop_held", held: slip })}
      >
        {t("kiosk.desk.drop_held")}
      </button>
    </div>
  );
}

function nameOf({ label }: HeldSlip): string {
  return label || t("kiosk.desk.no_label");
}

function Orders() {
  return (
    <div class="orders">
      {ORDERS.map((what) => (
        <button type="button" class="key" key={what} disabled={isBusy.value} onClick={() => wish(what)}>
          {t(`kiosk.desk.${what}`)}
        </button>
      ))}
    </div>
  );
}

function wish(what: Order): void {
  if (what === "restart") doubt.value = { order: what, held: null };
  else void order(what);
}

function Doubt() {
  const asked = doubt.value;
  if (asked === null) return null;
  const text = asked.held
    ? t("kiosk.desk.sure_drop", { label: nameOf(asked.held) })
    : t("kiosk.desk.sure_restart");
  return (
    <div class="doubt" role="alertdialog" aria-labelledby="sure">
      <p id="sure">{text}</p>
      <div class="orders">
        <button type="button" class="key" onClick={() => (doubt.value = null)}>
          {t("kiosk.desk.no")}
        </button>
        <button type="button" class="main-button" onClick={() => void order(asked.order, asked.held)}>
          {t(`kiosk.desk.${asked.order}`)}
        </button>
      </div>
    </div>
  );
}
