// Plays clips one after the other, from memory: they are fetched once, when the page begins.

import { CHIME, wordsOf, type Step, type Tables } from "./tables";

const VOICES = "/hall/voices";
/** A row of clips that has not ended so long after its time is given up. */
const PATIENCE_MS = 3_000;
const RATE_KEY = "motcua.clip_rate";
const RATE_MAX = 100;
const BROWSER_TIMEOUT_MS = 20_000;

interface Pack {
  path: string;
  clips: string[];
}

export class Player {
  tables: Tables | null = null;
  private readonly context = new AudioContext();
  private readonly gain = this.context.createGain();
  private readonly buffers = new Map<string, AudioBuffer>();
  private readonly rate = readRate();

  constructor() {
    this.gain.connect(this.context.destination);
    // Some browsers give sound only after a touch or a key.
    const wake = () => void this.context.resume();
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, wake);
  }

  /** Whether the browser lets this page be heard. */
  get isAwake(): boolean {
    return this.context.state === "running";
  }

  get isReady(): boolean {
    return this.tables !== null && this.isAwake;
  }

  set volume(percent: number) {
    this.gain.gain.value = Math.min(100, Math.max(0, percent)) / 100;
  }

  /** Fetches the tables and every clip that is not here yet; false while something is missing. */
  async load(): Promise<boolean> {
    try {
      const answer = await fetch(VOICES, { cache: "no-store" });
      const { tables, packs } = (await answer.json()) as { tables: Tables; packs: Record<string, Pack> };
      for (const [lang, pack] of Object.entries(packs)) {
        for (const name of pack.clips) await this.loadClip(lang, pack.path, name);
      }
      this.tables = tables;
      return true;
    } catch {
      return false;
    }
  }

  private async loadClip(lang: string, path: string, name: string): Promise<void> {
    const key = `${lang}/${name.replace(/\.wav$/, "")}`;
    if (this.buffers.has(key)) return;
    const answer = await fetch(path + name);
    if (answer.ok) this.buffers.set(key, await this.context.decodeAudioData(await answer.arrayBuffer()));
  }

  /** Plays the chime. */
  chime(lang: string): Promise<boolean> {
    return this.play([{ lang, clip: CHIME, gapS: 0.1 }]);
  }

  /** Plays a row of clips; true when all of it was heard. */
  async play(steps: readonly Step[]): Promise<boolean> {
    const sounds = steps.map(({ lang, clip }) => this.buffers.get(`${lang}/${clip}`));
    if (sounds.some((sound) => sound === undefined)) return this.speakByBrowser(steps);
    let at = this.context.currentTime;
    let last: AudioBufferSourceNode | null = null;
    for (const [place, sound] of sounds.entries()) {
      last = this.context.createBufferSource();
      last.buffer = sound!;
      last.playbackRate.value = this.rate;
      last.connect(this.gain);
      last.start(at);
      at += (sound!.duration + steps[place]!.gapS) / this.rate;
    }
    return last === null ? false : ended(last, (at - this.context.currentTime) * 1_000);
  }

  /** A silence of its own, as fast as the clips. */
  pause(lengthS: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, (lengthS * 1_000) / this.rate));
  }

  /** The last resort, where a clip could not be had. */
  private speakByBrowser(steps: readonly Step[]): Promise<boolean> {
    const lang = steps[0]?.lang ?? "";
    const voice = window.speechSynthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(lang));
    if (!voice || this.tables === null) return Promise.resolve(false);
    const utterance = new SpeechSynthesisUtterance(wordsOf(this.tables, steps));
    utterance.voice = voice;
    utterance.volume = this.gain.gain.value;
    return new Promise((resolve) => {
      utterance.onend = () => resolve(true);
      utterance.onerror = () => resolve(false);
      setTimeout(() => resolve(false), BROWSER_TIMEOUT_MS);
      speechSynthesis.speak(utterance);
    });
  }
}

function ended(source: AudioBufferSourceNode, lengthMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), lengthMs + PATIENCE_MS);
    source.onended = () => {
      clearTimeout(timer);
      resolve(true);
    };
  });
}

/** A rehearsal may want a morning of calls in a minute. */
function readRate(): number {
  const rate = Number(sessionStorage.getItem(RATE_KEY) ?? 1);
  return rate >= 1 && rate <= RATE_MAX ? rate : 1;
}
