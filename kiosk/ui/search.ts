// Finding a service by a few letters, typed without diacritics: "khai sinh", "KHAI", "ks", a code.

import type { Field, Service } from "./agent";

export const QUERY_MAX = 24;
export const FOUND_MAX = 24;

/** How well a service answers, best first; a missing rank is no answer. */
const RANKS = { code: 0, phrase: 1, words: 2, initials: 3, field: 4 } as const;

export interface Found {
  service: Service;
  rank: number;
}

/** `Đăng ký khai sinh` as `dang ky khai sinh`: what a keyboard without diacritics can write. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** The services that answer a query, the best first, in the hall's own order among equals. */
export function findServices(fields: Field[], query: string): Service[] {
  const wanted = fold(query);
  if (wanted === "") return [];
  const found = fields.flatMap((field) => field.services.map((service) => rate(field, service, wanted)));
  return found
    .filter((one): one is Found => one !== null)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, FOUND_MAX)
    .map(({ service }) => service);
}

function rate(field: Field, service: Service, wanted: string): Found | null {
  const names = [service.name_vi, service.name_en].map(fold);
  const codes = [service.code, service.tthc_code].map(squeeze);
  const checks: [keyof typeof RANKS, boolean][] = [
    ["code", codes.some((code) => code.startsWith(squeeze(wanted)))],
    ["phrase", names.some((name) => ` ${name}`.includes(` ${wanted}`))],
    ["words", names.some((name) => hasWords(name, wanted))],
    ["initials", names.some((name) => hasInitials(name, wanted))],
    ["field", [field.name_vi, field.name_en].some((name) => hasWords(fold(name), wanted))],
  ];
  const best = checks.find(([, isSo]) => isSo);
  return best ? { service, rank: RANKS[best[0]] } : null;
}

/** Codes are typed with dots and hyphens or without. */
function squeeze(code: string): string {
  return fold(code).replace(/ /g, "");
}

/** Every word of the query begins a word of the name. */
function hasWords(name: string, wanted: string): boolean {
  const words = name.split(" ");
  return wanted.split(" ").every((part) => words.some((word) => word.startsWith(part)));
}

/** `ks` in "dang ky khai sinh": first letters of words that stand together. */
function hasInitials(name: string, wanted: string): boolean {
  const initials = name.split(" ").map((word) => word[0] ?? "");
  return wanted.length > 1 && initials.join("").includes(wanted.replace(/ /g, ""));
}
