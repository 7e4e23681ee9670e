// One list of a catalogue: its rows in a table, and the form in which one is written.

import { signal } from "@preact/signals";
import { t } from "../../../../protocol/ui/i18n";
import { Answers, Dialog } from "../../dialog";
import { nameOf } from "../../page";
import { faultsAt, raised, removed, replaced, rowsOf, withRows, type CatalogueFile, type Fault, type Row } from "./draft";
import { change, draft, faults, told } from "./editing";
import { readRow, typedOf, type Choice, type Entry, type List } from "./entries";
import { entryName, faultSentence, shown } from "./words";

interface Written {
  list: List;
  at: number;
}

/** The row whose form is open. */
export const writing = signal<Written | null>(null);

export function Rows({ list, file }: { list: List; file: CatalogueFile }) {
  const rows = rowsOf(file, list.name);
  return (
    <section class="offer-list">
      <div class="list-head">
        <h3>{t(`admin.list.${list.thing}`)}</h3>
        <button type="button" class="button" onClick={() => (writing.value = { list, at: rows.length })}>
          {t(`admin.add.${list.thing}`)}
        </button>
      </div>
      {rows.length === 0 ? <p class="empty">{t("admin.none")}</p> : <Table list={list} file={file} rows={rows} />}
    </section>
  );
}

function Table({ list, file, rows }: { list: List; file: CatalogueFile; rows: Row[] }) {
  return (
    <div class="card table-frame">
      <table>
        <thead>
          <tr>
            {list.columns.map((name) => (
              <th key={name} scope="col">
                {entryName(name)}
              </th>
            ))}
            <th scope="col">{t("admin.act")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <Line key={placeOf(list, row, at)} list={list} file={file} rows={rows} at={at} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface LineProps {
  list: List;
  file: CatalogueFile;
  rows: Row[];
  at: number;
}

function Line({ list, file, rows, at }: LineProps) {
  const row = rows[at]!;
  const wrong = [...faultsAt(faults.value, list.name, placeOf(list, row, at)).values()];
  const called = shown(row.code ?? row.day ?? row.value);
  const put = (changed: Row[]) => change(withRows(file, list.name, changed));
  return (
    <tr>
      {list.columns.map((name, column) => {
        const words = cell(list, name, row, file);
        return column === 0 ? (
          <th key={name} scope="row">
            {words}
            {wrong.length > 0 && <span class="wrong">{t("admin.wrong_here")}</span>}
          </th>
        ) : (
          <td key={name}>{words}</td>
        );
      })}
      <td class="number">
        <button type="button" class="button" onClick={() => (writing.value = { list, at })}>
          {t("admin.change")}
          <span class="spoken"> {called}</span>
        </button>{" "}
        <button type="button" class="button" disabled={at === 0} onClick={() => put(raised(rows, at))}>
          <span aria-hidden="true">↑</span>
          <span class="spoken">
            {t("admin.raise")} {called}
          </span>
        </button>{" "}
        <button type="button" class="button" onClick={() => put(removed(rows, at))}>
          {t("admin.remove")}
          <span class="spoken"> {called}</span>
        </button>
      </td>
    </tr>
  );
}

/** How the server names the place of a row: by number, organisations by code. */
function placeOf(list: List, row: Row, at: number): number | string {
  return list.name === "organisations" ? String(row.code) : at;
}

function cell(list: List, name: string, row: Row, file: CatalogueFile): string {
  const entry = list.entries.find((each) => each.name === name);
  const value = row[name];
  const choice = entry?.choices?.(file, [], row).find((each) => each.value === value);
  return choice ? choiceName(entry!, choice) : shown(value);
}

function choiceName(entry: Entry, { value, name }: Choice): string {
  if (entry.words) return t(`admin.${entry.words}.${value || "none"}`);
  return name ? `${value} · ${nameOf(name)}` : value;
}

/** The form of the row that is written, over the page. */
export function RowForm() {
  const written = writing.value;
  const file = draft.value;
  if (written === null || file === null) return null;
  const { list, at } = written;
  const rows = rowsOf(file, list.name);
  const row = rows[at] ?? {};
  const close = () => (writing.value = null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const made = readRow(list.entries, (name) => String(form.get(name) ?? ""));
    change(withRows(file, list.name, replaced(rows, at, made)));
    close();
  };
  const wrong = faultsAt(faults.value, list.name, placeOf(list, row, at));
  return (
    <Dialog title={t(`admin.${at < rows.length ? "one" : "add"}.${list.thing}`)} onClose={close} isWide>
      <form onSubmit={submit} class="row-form">
        {list.entries.map((entry) => (
          <Input key={entry.name} entry={entry} list={list} row={row} file={file} fault={wrong.get(entry.name)} />
        ))}
        <Answers yes={t("admin.keep")} onNo={close} />
      </form>
    </Dialog>
  );
}

interface InputProps {
  entry: Entry;
  list: List;
  row: Row;
  file: CatalogueFile;
  fault: Fault | undefined;
}

function Input({ entry, list, row, file, fault }: InputProps) {
  const id = `entry-${entry.name}`;
  const describedby = fault ? `${id}-wrong` : undefined;
  if (entry.kind === "yes") {
    const isTicked = (row[entry.name] ?? entry.isUsual) === true;
    return (
      <label class="choice">
        <input type="checkbox" name={entry.name} defaultChecked={isTicked} /> {entryName(entry.name)}
      </label>
    );
  }
  const isOffered = !entry.isFixed || !isPublished(list, row);
  return (
    <div class={`field ${entry.isWhole ? "whole" : ""}`}>
      <label for={id}>
        {entryName(entry.name)}
        {!entry.isNeeded && <span class="mute"> {t("admin.may_be_empty")}</span>}
      </label>
      <Control entry={entry} id={id} row={row} file={file} isOffered={isOffered} describedby={describedby} />
      {!isOffered && <p class="hint">{t("admin.code_stays")}</p>}
      {entry.kind === "lines" && <p class="hint">{t("admin.a_line_each")}</p>}
      {fault && (
        <p class="wrong" id={describedby}>
          {faultSentence(fault)}
        </p>
      )}
    </div>
  );
}

interface ControlProps {
  entry: Entry;
  id: string;
  row: Row;
  file: CatalogueFile;
  isOffered: boolean;
  describedby: string | undefined;
}

function Control({ entry, id, row, file, isOffered, describedby }: ControlProps) {
  const value = typedOf(row[entry.name]);
  const shared = {
    id,
    name: entry.name,
    required: entry.isNeeded === true,
    lang: entry.lang,
    "aria-invalid": describedby !== undefined,
    "aria-describedby": describedby,
  };
  if (entry.kind === "lines") return <textarea {...shared} rows={4} defaultValue={value} />;
  if (entry.choices) {
    const choices = entry.choices(file, told.value?.letters ?? [], row);
    return (
      <select {...shared}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choiceName(entry, choice)}
          </option>
        ))}
      </select>
    );
  }
  if (entry.kind === "number") {
    return <input {...shared} type="number" min={entry.least} max={entry.most} step="1" defaultValue={value} />;
  }
  if (entry.kind === "date") return <input {...shared} type="date" defaultValue={value} />;
  return (
    <input
      {...shared}
      type="text"
      maxLength={entry.most}
      defaultValue={value}
      readOnly={!isOffered}
      autocomplete="off"
    />
  );
}

/** Was a row of this code published? Then journal, figures and tickets name it so. */
function isPublished(list: List, row: Row): boolean {
  const known = told.value;
  return known !== null && rowsOf(known.file, list.name).some(({ code }) => code !== undefined && code === row.code);
}
