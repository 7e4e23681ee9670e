// The newest facts of the journal, and its head: the number and hash that vouch for all before.

import { signal } from "@preact/signals";
import { formatDate, formatTime } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { Frame, wordOf } from "./frame";
import { api, listAt, refusalIn } from "./list";
import type { JournalRow } from "./shapes";

const PAGE_ROWS = 50;
// Older rows are read by page; beyond this an administrator wants the export, not a web page.
const ROWS_MAX = 1_000;

interface Tail {
  rows: JournalRow[];
}

const tail = listAt<Tail>(`/journal?limit=${PAGE_ROWS}`);
const older = signal<JournalRow[]>([]);

const HEADS = ["admin.seq", "admin.at", "admin.type", "admin.subject", "admin.by"];

export function Journal() {
  const newest = tail.answer.value?.rows ?? [];
  const rows = [...newest, ...older.value];
  const last = rows[rows.length - 1];
  const mayHaveMore = last !== undefined && last.seq > 1 && rows.length < ROWS_MAX;
  return (
    <>
      {newest[0] && <Head row={newest[0]} />}
      <Frame list={tail} heads={HEADS}>
        {rows.map((row) => (
          <Line key={row.seq} row={row} />
        ))}
      </Frame>
      {mayHaveMore && (
        <button type="button" class="button" onClick={() => void readOlder(last.seq)}>
          {t("admin.older")}
        </button>
      )}
    </>
  );
}

function Head({ row }: { row: JournalRow }) {
  return (
    <div class="card journal-head">
      <p>
        {t("admin.head", { seq: row.seq })} <code>{row.hash}</code>
      </p>
      <button type="button" class="button" onClick={() => void askAgain()}>
        {t("admin.refresh")}
      </button>
    </div>
  );
}

function Line({ row }: { row: JournalRow }) {
  return (
    <tr>
      <td class="figures">{row.seq}</td>
      <td>
        <time dateTime={row.at}>
          {formatTime(row.at)}, {formatDate(row.at)}
        </time>
      </td>
      <th scope="row">
        <code>{row.type}</code>
      </th>
      <td>{subjectOf(row)}</td>
      <td>{wordOf("by", row.by.kind)}</td>
    </tr>
  );
}

/** What a fact is about, as people call it; never more than the journal itself says. */
function subjectOf({ data }: JournalRow): string {
  const counter = data.counter == null ? "" : t("console.counter", { counter: data.counter });
  return [data.label, data.official_code ?? data.code, counter].filter(Boolean).join(" · ");
}

async function askAgain(): Promise<void> {
  older.value = [];
  await tail.ask();
}

async function readOlder(before: number): Promise<void> {
  try {
    const { rows } = await api.get<Tail>(`/journal?limit=${PAGE_ROWS}&before=${before}`);
    older.value = [...older.value, ...rows];
  } catch (failure) {
    refusalIn(failure);
  }
}
