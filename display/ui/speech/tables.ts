// From a call to clips, by the tables the server gives (display/announcements.py): this file
// knows no rule of a language, it looks words up and puts them in a row.

export interface Words {
  /** What a label may begin with or go on with, and the clip that says it. */
  signs: Record<string, string>;
  counters: Record<string, string[]>;
  /** By what the hall has chosen: clips said instead of those in the tables. */
  links: Record<string, Record<string, string>>;
  words: Record<string, string>;
}

export interface Tables {
  gaps_s: { sign: number; part: number; number: number; round: number };
  call: string[];
  langs: Record<string, Words>;
}

/** A clip, and the silence after it. */
export interface Step {
  lang: string;
  clip: string;
  gapS: number;
}

export interface Sentence {
  label: string;
  counter: number;
  /** What Vietnamese says for 105: `linh` or `le`. */
  link: string;
}

export const CHIME = "chime";

/** Gives the clips of a call in one language; a sign nobody knows is left out. */
export function stepsOf(tables: Tables, lang: string, sentence: Sentence): Step[] {
  const words = tables.langs[lang];
  if (!words) return [];
  const { sign, part, number } = tables.gaps_s;
  const instead = words.links[sentence.link] ?? {};
  const step = (clip: string, gapS: number): Step => ({ lang, clip: instead[clip] ?? clip, gapS });
  const parts: Record<string, () => Step[]> = {
    "@label": () => signsOf(words, sentence.label).map((clip) => step(clip, sign)),
    "@counter": () => (words.counters[sentence.counter] ?? []).map((clip) => step(clip, number)),
  };
  return tables.call.flatMap((name) => {
    const steps = parts[name]?.() ?? [step(name, 0)];
    return steps.map((one, place) => (place === steps.length - 1 ? { ...one, gapS: part } : one));
  });
}

/** Longest beginning first, so that `TN-` is one word. */
function signsOf({ signs }: Words, label: string): string[] {
  const known = Object.keys(signs).sort((one, other) => other.length - one.length);
  const clips: string[] = [];
  for (let rest = label; rest !== ""; ) {
    const sign = known.find((name) => rest.startsWith(name));
    const clip = sign === undefined ? undefined : signs[sign];
    if (clip !== undefined) clips.push(clip);
    rest = rest.slice(sign?.length ?? 1);
  }
  return clips;
}

/** What a row of clips says, for a browser that must speak by itself. */
export function wordsOf(tables: Tables, steps: readonly Step[]): string {
  return steps.map(({ lang, clip }) => tables.langs[lang]?.words[clip] ?? "").join(", ");
}

/** The languages of each round: the first as often as the hall wants, then the others once. */
export function roundsOf(langs: readonly string[], repeat: number, isShort: boolean): string[] {
  const [first, ...others] = langs;
  if (first === undefined) return [];
  return isShort ? [first] : [...Array<string>(repeat).fill(first), ...others];
}
