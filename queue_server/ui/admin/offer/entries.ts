// What each row of a catalogue is made of: the fields of its form, in the order they are asked.

import type { CatalogueFile, ListName, Row, Value } from "./draft";

export type Kind = "text" | "lines" | "number" | "yes" | "choice" | "date";

/** A choice: what is kept, and how it is called; without words it is called as it is kept. */
export interface Choice {
  value: string;
  name: Named | null;
}

interface Named {
  name_vi: string;
  name_en: string;
}

export interface Entry {
  name: string;
  kind: Kind;
  isNeeded?: boolean;
  /** Letters of a text, or the largest number. */
  most?: number;
  least?: number;
  step?: number;
  lang?: "vi" | "en";
  /** Stands in a line of its own. */
  isWhole?: boolean;
  /** A box that is ticked in a new row. */
  isUsual?: boolean;
  /** What others refer to stays as it is once it was published. */
  isFixed?: boolean;
  /** The words of a closed list are sentences `admin.<words>.<value>`. */
  words?: string;
  choices?: (file: CatalogueFile, letters: readonly string[], row: Row) => Choice[];
}

export interface List {
  name: ListName;
  /** The name of one of them in sentences: `admin.thing.<thing>`. */
  thing: string;
  /** What stands in the table. */
  columns: string[];
  entries: Entry[];
}

const NAME_MAX = 400;
const CODE: Entry = { name: "code", kind: "text", isNeeded: true, most: 16, isFixed: true };
const names = (most: number, isEnglishNeeded = false): Entry[] => [
  { name: "name_vi", kind: "text", isNeeded: true, most, lang: "vi" },
  { name: "name_en", kind: "text", isNeeded: isEnglishNeeded, most, lang: "en" },
];
const words: Entry[] = [
  { name: "text_vi", kind: "text", isNeeded: true, most: 40, lang: "vi" },
  { name: "text_en", kind: "text", isNeeded: true, most: 40, lang: "en" },
];
const plain = (values: string[]): Choice[] => values.map((value) => ({ value, name: null }));
const named = ({ code, name_vi, name_en }: Row): Choice => ({
  value: String(code),
  name: { name_vi: String(name_vi ?? ""), name_en: String(name_en ?? "") },
});

/** Two fields never share a letter. */
function freeLetters(file: CatalogueFile, letters: readonly string[], row: Row): Choice[] {
  const taken = new Set(file.fields.map(({ letter }) => letter));
  return plain(letters.filter((letter) => letter === row.letter || !taken.has(letter)));
}

export const FIELDS: List = {
  name: "fields",
  thing: "fields",
  columns: ["letter", "code", "name_vi"],
  entries: [
    CODE,
    { name: "letter", kind: "choice", isNeeded: true, choices: freeLetters },
    ...names(NAME_MAX),
    { name: "hint_vi", kind: "text", most: NAME_MAX, lang: "vi" },
    { name: "hint_en", kind: "text", most: NAME_MAX, lang: "en" },
  ],
};

export const SERVICES: List = {
  name: "services",
  thing: "services",
  columns: ["code", "name_vi", "field", "day_cap"],
  entries: [
    CODE,
    { name: "field", kind: "choice", isNeeded: true, choices: (file) => file.fields.map(named) },
    ...names(NAME_MAX),
    { name: "short_vi", kind: "text", most: NAME_MAX, lang: "vi" },
    { name: "short_en", kind: "text", most: NAME_MAX, lang: "en" },
    { name: "tthc_code", kind: "text", most: 20 },
    { name: "day_cap", kind: "number", least: 1, most: 9_999 },
    { name: "papers_vi", kind: "lines", lang: "vi" },
    { name: "papers_en", kind: "lines", lang: "en" },
    { name: "lane", kind: "choice", words: "lane", choices: () => plain(["", "result", "supplement"]) },
  ],
};

export const GROUPS: List = {
  name: "groups",
  thing: "groups",
  columns: ["code", "name_vi", "evidence_vi", "age_min"],
  entries: [
    CODE,
    { name: "age_min", kind: "number", least: 1, most: 120 },
    ...names(NAME_MAX),
    { name: "evidence_vi", kind: "text", most: NAME_MAX, lang: "vi" },
    { name: "evidence_en", kind: "text", most: NAME_MAX, lang: "en" },
    { name: "is_self_declared", kind: "yes", isUsual: true },
  ],
};

export const EXCEPTIONS: List = {
  name: "hours.exceptions",
  thing: "exceptions",
  columns: ["day", "kind", "name_vi"],
  entries: [
    { name: "day", kind: "date", isNeeded: true },
    {
      name: "kind",
      kind: "choice",
      isNeeded: true,
      words: "day_kind",
      choices: () => plain(["holiday", "bridge_off", "compensation_off", "makeup_workday"]),
    },
    ...names(200),
    {
      name: "worked_as",
      kind: "choice",
      words: "worked_as",
      choices: () => plain(["", "1", "2", "3", "4", "5", "6", "7"]),
    },
  ],
};

export const ANSWERS: List = {
  name: "scale.answers",
  thing: "answers",
  columns: ["value", "text_vi", "text_en", "asks_reason"],
  entries: [
    { name: "value", kind: "number", isNeeded: true, least: 1, most: 100 },
    { name: "asks_reason", kind: "yes" },
    ...words,
  ],
};

export const REASONS: List = {
  name: "scale.reasons",
  thing: "reasons",
  columns: ["code", "text_vi", "text_en"],
  entries: [{ ...CODE, isFixed: false, isWhole: true }, ...words],
};

export const ORGANISATIONS: List = {
  name: "organisations",
  thing: "organisations",
  columns: ["code", "name_vi"],
  entries: [CODE, { name: "name_vi", kind: "text", isNeeded: true, most: NAME_MAX, lang: "vi" }],
};

const choice = (name: string, words: string, values: string[]): Entry => ({
  name,
  kind: "choice",
  words,
  choices: () => plain(values),
});
const seconds = (name: string): Entry => ({ name, kind: "number", least: 0, most: 86_400 });
const hour = (name: string): Entry => ({ name, kind: "number", least: 0, most: 24, step: 0.5 });

/** How calls are spoken in the hall. */
export const VOICE: Entry[] = [
  choice("speech_langs", "langs", ["vi", "vi en", "en", "en vi"]),
  { name: "speech_repeat", kind: "number", least: 1, most: 3 },
  choice("speech_link", "link", ["linh", "le"]),
  { name: "speech_volume", kind: "number", least: 0, most: 100 },
  hour("speech_from_hour"),
  hour("speech_until_hour"),
];

/** How the queue and the day are kept. */
export const RULES: Entry[] = [
  { name: "calls_max", kind: "number", least: 0, most: 20 },
  seconds("return_window_s"),
  seconds("priority_credit_s"),
  seconds("return_credit_s"),
  seconds("overtake_max_s"),
  seconds("target_wait_s"),
  seconds("pad_window_s"),
  { name: "rating_days", kind: "number", least: 1, most: 60 },
  { name: "token_days", kind: "number", least: 1, most: 60 },
  { name: "session_idle_min", kind: "number", least: 0, most: 720 },
  { name: "day_close_hour", kind: "number", least: 12, most: 30, step: 0.5 },
  { name: "day_slip_at", kind: "text", most: 80 },
];

/** Every list, for finding what a fault is about. */
export const LISTS = [FIELDS, SERVICES, GROUPS, EXCEPTIONS, ANSWERS, REASONS, ORGANISATIONS];

/** What was typed into a row's form, as the file says it: without what says nothing. */
export function readRow(entries: Entry[], typed: (name: string) => string): Row {
  const row: Row = {};
  for (const entry of entries) {
    const value = valueIn(entry, typed(entry.name).trim());
    if (value !== null) row[entry.name] = value;
  }
  return row;
}

export function valueIn(entry: Entry, text: string): Value {
  if (entry.kind === "yes") return text !== "";
  if (text === "") return null;
  if (entry.kind === "number" || entry.name === "worked_as") return Number(text);
  if (entry.kind === "lines") return text.split("\n").map((line) => line.trim()).filter(Boolean);
  return text;
}

/** A value as it stands in an input. */
export function typedOf(value: Value): string {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join("\n") : String(value);
}
