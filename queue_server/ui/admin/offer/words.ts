// Differences, doubts and faults as sentences, in the present language.

import { hasText, t } from "../../../../protocol/ui/i18n";
import type { Fault } from "./draft";
import type { Change, Doubt } from "./editing";

/** `thủ tục HT04`; what there is only one of has no key. */
export function thing(part: string, key: string): string {
  const name = wordOr(`admin.thing.${part}`, part);
  return key ? `${name} ${key}` : name;
}

/** The name of a value in sentences and forms. */
export function entryName(name: string): string {
  return wordOr(`admin.entry.${name}`, name);
}

export function changeSentence({ kind, part, key, name, before, after }: Change): string {
  if (kind === "moved") return t("admin.change.moved");
  if (kind !== "changed") {
    const called = name ? `${thing(part, key)}: ${name}` : thing(part, key);
    return t(`admin.change.${kind}`, { thing: called });
  }
  const values = { before: shown(before), after: shown(after) };
  return t("admin.change.changed", { thing: thing(part, key), entry: entryName(name), ...values });
}

export function doubtSentence({ why, part, key, count }: Doubt): string {
  return `${thing(part, key)}: ${t(`catalogue.doubt.${why}`, { count })}`;
}

export function faultSentence({ why, values }: Fault): string {
  return t(`catalogue.fault.${why}`, values);
}

/** A value as people read it; lists and rows of lists one after the other. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "admin.yes" : "admin.no");
  if (Array.isArray(value)) return value.map(shown).join("; ") || "–";
  if (typeof value === "object") return rowWords(value as Record<string, unknown>);
  const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(String(value));
  if (date) return `${date[3]}/${date[2]}/${date[1]}`;
  return wordOr(`admin.calendar.${String(value)}`, wordOr(`admin.day_kind.${String(value)}`, String(value)));
}

function rowWords(row: Record<string, unknown>): string {
  return Object.entries(row)
    .map(([name, value]) => (/^[A-Z0-9]/.test(name) ? `${name} ${shown(value)}` : shown(value)))
    .join(" ");
}

function wordOr(key: string, otherwise: string): string {
  return hasText(key) ? t(key) : otherwise;
}
