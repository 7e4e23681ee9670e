// A catalogue while it is changed: plain values in, plain values out; nothing here is sent or drawn.
//
// The server reads and checks the whole of it; its faults name places such as `services.3.day_cap`.

export type Value = string | number | boolean | string[] | null | undefined;
export type Row = Record<string, Value>;

export interface CounterRow {
  number: number;
  services: string[];
  yield_s?: Record<string, number>;
}

export interface Hours {
  opens_before_min?: number;
  closes_before_min?: number;
  calendars?: string[];
  exceptions?: Row[];
  [weekday: string]: number | string[] | Row[] | undefined;
}

export interface CatalogueFile {
  organisations: Record<string, string>;
  settings: Record<string, Value>;
  hours?: Hours;
  scale: { version: string; answers: Row[]; reasons: Row[] };
  fields: Row[];
  services: Row[];
  groups: Row[];
  counters: CounterRow[];
}

export interface Fault {
  place: string;
  why: string;
  values: Record<string, string | number>;
}

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The lists of rows a catalogue is made of, by where the server looks for them. */
export type ListName =
  | "fields"
  | "services"
  | "groups"
  | "organisations"
  | "hours.exceptions"
  | "scale.answers"
  | "scale.reasons";

export function rowsOf(file: CatalogueFile, list: ListName): Row[] {
  switch (list) {
    case "organisations":
      return Object.entries(file.organisations).map(([code, name_vi]) => ({ code, name_vi }));
    case "hours.exceptions":
      return file.hours?.exceptions ?? [];
    case "scale.answers":
      return file.scale.answers;
    case "scale.reasons":
      return file.scale.reasons;
    default:
      return file[list];
  }
}

export function withRows(file: CatalogueFile, list: ListName, rows: Row[]): CatalogueFile {
  switch (list) {
    case "organisations": {
      const pairs = rows.map(({ code, name_vi }) => [String(code), String(name_vi)] as const);
      return { ...file, organisations: Object.fromEntries(pairs) };
    }
    case "hours.exceptions":
      return { ...file, hours: { ...file.hours, exceptions: rows } };
    case "scale.answers":
      return { ...file, scale: { ...file.scale, answers: rows } };
    case "scale.reasons":
      return { ...file, scale: { ...file.scale, reasons: rows } };
    case "services":
      return withoutLostSkills({ ...file, services: rows });
    default:
      return { ...file, [list]: rows };
  }
}

/** The rows with one replaced, or with one more where `at` is their number. */
export function replaced(rows: Row[], at: number, row: Row): Row[] {
  return [...rows.slice(0, at), row, ...rows.slice(at + 1)];
}

export function removed<Each>(rows: Each[], at: number): Each[] {
  return rows.filter((_, place) => place !== at);
}

/** One place nearer to the beginning. */
export function raised<Each>(rows: Each[], at: number): Each[] {
  const moved = [...rows];
  const [row] = moved.splice(at, 1);
  moved.splice(Math.max(0, at - 1), 0, row!);
  return moved;
}

/** A service that goes takes its skills along. */
function withoutLostSkills(file: CatalogueFile): CatalogueFile {
  const known = new Set(file.services.map(({ code }) => code));
  const counters = file.counters.map((counter) => {
    const services = counter.services.filter((code) => known.has(code));
    return services.length === counter.services.length ? counter : serving(counter, services);
  });
  return { ...file, counters };
}

/** A counter that serves these; what it does not serve it does not hold back either. */
function serving(counter: CounterRow, services: string[]): CounterRow {
  const kept = Object.entries(counter.yield_s ?? {}).filter(([code]) => services.includes(code));
  const { yield_s: _, ...rest } = counter;
  const held = kept.length ? { yield_s: Object.fromEntries(kept) } : {};
  return { ...rest, services: [...services].sort(), ...held };
}

export function withSkill(file: CatalogueFile, number: number, code: string, serves: boolean): CatalogueFile {
  return withCounter(file, number, (counter) => {
    const others = counter.services.filter((known) => known !== code);
    return serving(counter, serves ? [...others, code] : others);
  });
}

/** How many seconds a counter leaves a service to the others; none is not said at all. */
export function withYield(file: CatalogueFile, number: number, yieldS: Record<string, number>): CatalogueFile {
  const held = Object.fromEntries(Object.entries(yieldS).filter(([, seconds]) => seconds > 0));
  return withCounter(file, number, (counter) => serving({ ...counter, yield_s: held }, counter.services));
}

function withCounter(
  file: CatalogueFile,
  number: number,
  change: (counter: CounterRow) => CounterRow,
): CatalogueFile {
  const counters = file.counters.map((counter) => (counter.number === number ? change(counter) : counter));
  return { ...file, counters };
}

/** One counter more, in its place; null where the number is taken or none. */
export function withNewCounter(file: CatalogueFile, number: number): CatalogueFile | null {
  const isTaken = file.counters.some((counter) => counter.number === number);
  if (isTaken || !Number.isInteger(number) || number < 1) return null;
  const counters = [...file.counters, { number, services: [] }];
  return { ...file, counters: counters.sort((a, b) => a.number - b.number) };
}

export function withoutCounter(file: CatalogueFile, number: number): CatalogueFile {
  return { ...file, counters: file.counters.filter((counter) => counter.number !== number) };
}

/** Periods as they are typed, `08:00-11:30, 13:30-17:00`, as the file has them. */
export function periodsIn(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((period) => period.trim().replace(/\s*[-–]\s*/, "-"))
    .filter(Boolean);
}

export function withHours(file: CatalogueFile, change: Hours | null): CatalogueFile {
  const { hours, ...rest } = file;
  return change === null ? rest : { ...rest, hours: { ...hours, ...change } };
}

/** Is there anything to publish? */
export function differs(a: CatalogueFile, b: CatalogueFile): boolean {
  return written(a) !== written(b);
}

/** Keys in order and nothing that says nothing, so that equal catalogues are equal texts. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    const said = Object.entries(part).filter(([, each]) => !isNothing(each));
    return Object.fromEntries(said.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** What is wrong with one row, by the name of its value; `at` is its place, or its code. */
export function faultsAt(faults: readonly Fault[], list: string, at: number | string): Map<string, Fault> {
  const start = `${list}.${at}`;
  const found = new Map<string, Fault>();
  for (const fault of faults) {
    if (fault.place !== start && !fault.place.startsWith(`${start}.`)) continue;
    const name = fault.place.slice(start.length + 1).split(".")[0] ?? "";
    if (!found.has(name)) found.set(name, fault);
  }
  return found;
}
