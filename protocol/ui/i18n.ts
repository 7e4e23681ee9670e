// Sentences by key, in the language that the screen speaks now. `t` reads a signal, so
// whatever was drawn with it is drawn again when the language changes.

import { effect, signal } from "@preact/signals";

import sharedEn from "../locales/en.po";
import sharedVi from "../locales/vi.po";

export type Lang = "vi" | "en";
export type Catalogue = Record<string, string>;
export type Values = Record<string, string | number>;

export const language = signal<Lang>("vi");

const catalogues: Record<Lang, Catalogue> = { vi: { ...sharedVi }, en: { ...sharedEn } };

/** Adds a package's catalogues; each page does so once, before it draws. */
export function addTexts(texts: Record<Lang, Catalogue>): void {
  Object.assign(catalogues.vi, texts.vi);
  Object.assign(catalogues.en, texts.en);
}

/** The sentence in the present language; throws for a key that no catalogue holds. */
export function t(key: string, values: Values = {}): string {
  return textIn(language.value, key, values);
}

/** The sentence in a named language, for lines that stand in both. */
export function textIn(lang: Lang, key: string, values: Values = {}): string {
  const sentence = catalogues[lang][key];
  if (sentence === undefined) throw new Error(`no ${lang} text for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => valueOf(values, name, key));
}

export function hasText(key: string, lang: Lang = language.value): boolean {
  return catalogues[lang][key] !== undefined;
}

/** Chooses between two forms that came with the view: `bilingual(site.name_vi, site.name_en)`. */
export function bilingual(vi: string, en: string): string {
  return language.value === "vi" ? vi : en || vi;
}

function valueOf(values: Values, name: string, key: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`no value for {${name}} in ${key}`);
  return String(value);
}

// Screen readers choose their voice by this attribute.
if (typeof document !== "undefined") {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}
