// Reads a page out: whatever carries `data-say`, in the order it stands there.
//
// The agent says it (`GET /api/speech/<lang>/<key>`); what it cannot say is left out. The element
// that is being read is marked, so that eyes can follow. Only one page is read at a time.

import { effect, signal } from "@preact/signals";
import { language, type Lang } from "../../protocol/ui/i18n";
import { isListening } from "./comfort";
import { noteLife, page, shown } from "./flow";
import { state } from "./hall";

// After the page has drawn itself.
const SETTLE_MS = 300;
// A list of eight papers takes a minute and a half.
const SENTENCE_MAX_MS = 120_000;
const LOOK_MS = 100;
const LINES_MAX = 60;
const MARK = "data-speaking";

/** Gives the sound of a key, or null; says when it has been heard to its end. */
export interface Voice {
  fetch: (lang: Lang, key: string) => Promise<Blob | null>;
  play: (sound: Blob, isWanted: () => boolean) => Promise<void>;
}

/** One thing to read: its keys, and whom to tell that it is being read. */
export interface Line {
  keys: string[];
  mark: (isRead: boolean) => void;
}

/** Reads lines one after the other until it is stopped or asked to read others. */
export class Reader {
  readonly isReading = signal(false);
  private turn = 0;

  constructor(private readonly voice: Voice) {}

  stop(): void {
    this.turn += 1;
    this.isReading.value = false;
  }

  async read(lines: Line[], lang: Lang): Promise<void> {
    this.stop();
    const turn = this.turn;
    const isWanted = () => this.turn === turn;
    this.isReading.value = true;
    for (const line of lines.slice(0, LINES_MAX)) {
      if (!isWanted()) return;
      line.mark(true);
      for (const key of line.keys) {
        const sound = isWanted() ? await this.voice.fetch(lang, key) : null;
        if (sound !== null && isWanted()) await this.voice.play(sound, isWanted);
      }
      line.mark(false);
    }
    if (isWanted()) this.isReading.value = false;
  }
}

// --- in the page -------------------------------------------------------------------------------

const browserVoice: Voice = {
  async fetch(lang, key) {
    try {
      const headers = { "Motcua-Kiosk": state.value?.secret ?? "" };
      const answer = await fetch(`/api/speech/${lang}/${key}`, { headers, cache: "no-store" });
      return answer.ok ? await answer.blob() : null;
    } catch {
      return null;
    }
  },
  async play(sound, isWanted) {
    const address = URL.createObjectURL(sound);
    const audio = new Audio(address);
    await new Promise<void>((resolve) => {
      const heard = () => {
        clearInterval(look);
        clearTimeout(limit);
        resolve();
      };
      const look = setInterval(() => (isWanted() ? noteLife() : heard()), LOOK_MS);
      const limit = setTimeout(heard, SENTENCE_MAX_MS);
      audio.addEventListener("ended", heard);
      audio.addEventListener("error", heard);
      audio.play().catch(heard);
    });
    audio.pause();
    URL.revokeObjectURL(address);
  },
};

export const reader = new Reader(browserVoice);

let readPage = "";

/** The listen button: reads this page and every next one, until it is touched while reading. */
export function switchListening(): void {
  readPage = "";
  isListening.value = !reader.isReading.value;
  if (isListening.value) readSoon();
}

function readSoon(): void {
  const now = whatIsRead();
  if (now === readPage) return;
  readPage = now;
  reader.stop();
  setTimeout(() => {
    if (readPage === now) void reader.read(linesOfPage(), language.value);
  }, SETTLE_MS);
}

function linesOfPage(): Line[] {
  return [...document.querySelectorAll<HTMLElement>("[data-say]")].map((element) => ({
    keys: (element.dataset["say"] ?? "").split(" ").filter(Boolean),
    mark: (isRead) => element.toggleAttribute(MARK, isRead),
  }));
}

/** Which page it is, as far as one reads it anew: the slip's state alone is no other page. */
function whatIsRead(): string {
  const here = page.value;
  const of = here.name === "number" ? here.ticket.label : here.name === "last" ? here.service.code : "";
  return [shown.value, of, language.value].join();
}

export function readPagesAloud(): void {
  effect(() => {
    if (isListening.value && shown.value !== "staff") {
      readSoon();
      return;
    }
    readPage = "";
    reader.stop();
  });
}
