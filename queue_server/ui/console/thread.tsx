// The dossier thread: everything that happened to one matter, from the first number on. Shows
// the ticket at hand, or whatever was looked up.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../../../protocol/ui/api";
import { formatDate, formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { nameOf } from "../page";
import type { Ticket } from "../shapes";
import { shownActions, slipActions, wordsOf } from "./actions";
import type { Desk } from "./desk";
import { Key } from "./key";
import { lookUp, SEARCH_FIELD, ticketPath } from "./search";
import { isTold, sentenceOf, type Entry } from "./timeline";

const SEARCH_MAX = 200;
const NOBODY_KNOWS = ["ticket_unknown", "dossier_unknown"];

interface Thread {
  dossier: { id: string; code: string; official_code: string | null; service: string };
  tickets: Ticket[];
  timeline: Entry[];
}

/** What the last question for a thread gave: the thread, or the sentence why not. */
const found = signal<{ path: string; thread?: Thread; error?: ApiError } | null>(null);

export function ThreadPanel({ desk }: { desk: Desk }) {
  const atHand = desk.mine.value?.ticket?.id;
  const path = desk.looked.value ?? (atHand ? ticketPath(atHand) : null);
  const stamp = stampOf(desk);
  useEffect(() => follow(desk, path), [path, stamp]);
  const { thread, error } = (found.value?.path === path && found.value) || {};
  return (
    <section class="card thread" aria-label={t("console.dossier")}>
      <div class="thread-head">
        {thread ? <ThreadName desk={desk} thread={thread} /> : <h2>{t("console.dossier")}</h2>}
        <SearchForm desk={desk} />
      </div>
      {thread && <ThreadShown desk={desk} thread={thread} />}
      {error && <NotFound desk={desk} error={error} />}
      {path === null && <p class="empty">{t("console.no_dossier")}</p>}
    </section>
  );
}

/** Why there is no thread; a slip nobody knows may come from a kiosk that is cut off. */
function NotFound({ desk, error }: { desk: Desk; error: ApiError }) {
  const slip = NOBODY_KNOWS.includes(error.code) ? desk.typedSlip.value : null;
  useEffect(() => {
    desk.unknownSlip.value = slip;
    return () => (desk.unknownSlip.value = null);
  }, [slip]);
  return (
    <div class="empty" role="alert">
      <p>{error.message}</p>
      {slipActions(desk).map((action) => (
        <p key={action.name}>
          <span>{t("console.let_in_why")}</span>{" "}
          <button type="button" class="button" ref={takeFocus} onClick={action.run}>
            {wordsOf(action)} <Key of={action.key} />
          </button>
        </p>
      ))}
    </div>
  );
}

/** Whoever typed the number goes on with Enter. */
function takeFocus(button: HTMLButtonElement | null): void {
  if (document.activeElement?.id === SEARCH_FIELD) button?.focus();
}

/** Changes when something may have been written into the thread, not with every call of the hall. */
function stampOf(desk: Desk): string {
  const mine = desk.mine.value;
  return [mine?.ticket?.state, mine?.ticket?.calls, mine?.serving?.id, desk.sender.done.value].join();
}

function follow(desk: Desk, path: string | null): (() => void) | undefined {
  if (path === null) return undefined;
  let isWanted = true;
  void read(desk, path, () => isWanted);
  return () => (isWanted = false);
}

async function read(desk: Desk, path: string, isWanted: () => boolean): Promise<void> {
  try {
    const thread = await desk.api.get<Thread>(path);
    if (isWanted()) found.value = { path, thread };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isWanted()) found.value = { path, error };
  }
}

function SearchForm({ desk }: { desk: Desk }) {
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    const field = document.getElementById(SEARCH_FIELD) as HTMLInputElement;
    lookUp(desk, field.value);
    field.select();
  };
  return (
    <form class="search" role="search" onSubmit={search}>
      <label class="spoken" for={SEARCH_FIELD}>
        {t("console.search")}
      </label>
      <input
        type="search"
        id={SEARCH_FIELD}
        placeholder={t("console.search")}
        autocomplete="off"
        spellcheck={false}
        maxLength={SEARCH_MAX}
      />
      <kbd>/</kbd>
      {desk.looked.value !== null && (
        <button type="button" class="button small" onClick={() => (desk.looked.value = null)}>
          {t(desk.mine.value?.ticket ? "console.back_to_ticket" : "page.close")}
        </button>
      )}
    </form>
  );
}

function ThreadName({ desk, thread: { dossier } }: { desk: Desk; thread: Thread }) {
  return (
    <h2>
      {dossier.official_code ?? dossier.code}
      <small>{nameOf(desk.service(dossier.service), dossier.service)}</small>
      {dossier.official_code && <small>{t("console.also_code", { code: dossier.code })}</small>}
    </h2>
  );
}

function ThreadShown({ desk, thread }: { desk: Desk; thread: Thread }) {
  const { tickets, timeline } = thread;
  return (
    <>
      <TicketChoices desk={desk} ticket={tickets[tickets.length - 1]} />
      <ol class="timeline">
        {timeline.filter(isTold).map((entry) => (
          <li key={entry.seq}>
            <time dateTime={entry.at}>{timeOf(entry, desk)}</time>
            <span>{sentenceOf(entry, tickets, (code) => nameOf(desk.service(code), code))}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The hour alone for today, with the date for other days. */
function timeOf({ at }: Entry, desk: Desk): string {
  const isToday = desk.staff.value && formatDate(at) === formatDate(desk.staff.value.day);
  return isToday ? formatTime(at) : `${formatDate(at)} ${formatTime(at)}`;
}

/** What may still be done with a ticket that is not the one at hand. */
function TicketChoices({ desk, ticket }: { desk: Desk; ticket: Ticket | undefined }) {
  const isAtHand = ticket?.id === desk.mine.value?.ticket?.id;
  useEffect(() => {
    desk.shown.value = ticket && !isAtHand ? ticket : null;
    return () => (desk.shown.value = null);
  }, [ticket, isAtHand]);
  return (
    <p class="choices">
      {shownActions(desk).map((action) => (
        <button key={action.name} type="button" class="button" onClick={action.run}>
          {t(`console.that.${action.name}`, { label: desk.shown.value?.label ?? "" })} <Key of={action.key} />
        </button>
      ))}
    </p>
  );
}
