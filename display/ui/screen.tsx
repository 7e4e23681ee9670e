// What the three screens share: following, the clock, both languages, how fresh.

import { signal, type ReadonlySignal } from "@preact/signals";
import { render, type ComponentChild } from "preact";
import { follow, STALE_AFTER_MS, type Following } from "../../protocol/ui/follow";
import { formatTime } from "../../protocol/ui/format";
import { addTexts, textIn, type Lang, type Values } from "../../protocol/ui/i18n";
import en from "../locales/en.po";
import vi from "../locales/vi.po";
import { Pairing } from "./pairing";
import { presenceOf, type Presence } from "./presence";
import { reloadWhenRebuilt } from "./rebuilt";

const TICK_MS = 1_000;

export interface Screen<Body> {
  following: Following<Body>;
  /** Beats once a second, so that whatever reads it is drawn again. */
  beat: ReadonlySignal<number>;
  begunMs: number;
}

addTexts({ vi, en });

/** What a page is drawn from, once there is a view and it may be shown. */
export interface Shown<Body> {
  screen: Screen<Body>;
  body: Body;
  now: Presence;
}

/** Follows a view with the slot of this page and draws it for ever; gives what it follows. */
export function show<Body>(path: string, page: (shown: Shown<Body>) => ComponentChild, kept?: string): Following<Body> {
  const slot = document.body.dataset.slot ?? "";
  const beat = signal(0);
  const following = follow<Body>({ slot, path, kept });
  const screen = { following, beat, begunMs: performance.now() };
  setInterval(() => (beat.value += 1), TICK_MS);
  reloadWhenRebuilt(following);
  const Page = page;
  render(<Gate screen={screen}>{(shown) => <Page {...shown} />}</Gate>, document.getElementById("app")!);
  return following;
}

interface GateProps<Body> {
  screen: Screen<Body>;
  children: (shown: Shown<Body>) => ComponentChild;
}

function Gate<Body>({ screen, children }: GateProps<Body>) {
  const now = presence(screen);
  const view = screen.following.view.value;
  if (now === "unpaired") return <Pairing />;
  if (now === "unreachable") return <Sentence text="screen.unreachable" />;
  if (view === null) return <Sentence text="shared.connecting" late />;
  return <>{children({ screen, body: view.body, now })}</>;
}

/** Server time in ms since 1970; a television's own clock may be a day off. */
export function serverTimeMs<Body>({ following, beat }: Screen<Body>): number {
  void beat.value;
  return Date.now() + following.offsetMs.value;
}

function presence<Body>({ following, beat, begunMs }: Screen<Body>): Presence {
  void beat.value;
  const { freshness, refused } = following;
  const heard = { freshness: freshness.value, refused: refused.value, nowMs: performance.now(), begunMs };
  return presenceOf(heard, STALE_AFTER_MS);
}

/** Hour and minute at which the data was current. */
export function dataTime<Body>({ following }: Screen<Body>): string {
  const { at } = following.freshness.value;
  return at === null ? "" : formatTime(at);
}

interface BothProps {
  text: string;
  values?: Values;
  class?: string;
}

/** A sentence in Vietnamese, and smaller beneath or beside it in English. */
export function Both({ text, values, class: name = "" }: BothProps) {
  return (
    <span class={`both ${name}`}>
      <Words lang="vi" text={text} values={values} />
      <Words lang="en" text={text} values={values} />
    </span>
  );
}

function Words({ lang, text, values }: BothProps & { lang: Lang }) {
  return (
    <span class={lang} lang={lang}>
      {textIn(lang, text, values)}
    </span>
  );
}

/** A name that came with the view, in both languages. */
export function BothNames({ vi, en, class: name = "" }: { vi: string; en: string; class?: string }) {
  return (
    <span class={`both ${name}`}>
      <span class="vi">{vi}</span>
      <span class="en" lang="en">
        {en}
      </span>
    </span>
  );
}

interface SentenceProps {
  text: string;
  help?: string;
  /** Drawn after a moment, so that a quick start shows nothing on the way. */
  late?: boolean;
}

/** Fills the screen with one sentence, when there is nothing to show. */
export function Sentence({ text, help, late = false }: SentenceProps) {
  return (
    <main class={late ? "sentence late" : "sentence"}>
      <h1>
        <Both text={text} />
      </h1>
      {help && (
        <p>
          <Both text={help} />
        </p>
      )}
    </main>
  );
}
