// The hall screen: who is called now and where to, for forty people at 3 to 12 metres.

import "../../protocol/ui/tokens.css";
import "./screen.css";
import "./hall.css";

import { formatTime, formatTimeToSecond } from "../../protocol/ui/format";
import { Calls } from "./hall_calls";
import { Counters, Waiting } from "./hall_panels";
import { Media } from "./media";
import { Head } from "./head";
import { surviveReloads } from "./reloads";
import { speakCalls, type Speaking } from "./speech/speaker";
import { Both, BothNames, dataTime, show, type Screen, type Shown } from "./screen";
import type { Board, Notice } from "./views";

let speaking: Speaking | null = null;

const COUNTERS_ROOMY_MAX = 8;
const COUNTERS_SPARING_MAX = 16;
const FIELDS_ROOMY_MAX = 7;
/** Longer words stand in smaller letters, so that all of them fit. */
const URGENT_SHORT_MAX = 70;

function Hall({ screen, body: board, now }: Shown<Board>) {
  const past = now === "past";
  const at = dataTime(screen);
  const ticking = board.ticker ? "ticking" : "";
  return (
    <main class={`hall ${past ? "past" : ""} ${isCrowded(board) ? "crowded" : ""} ${ticking}`}>
      <Head screen={screen} site={board.site} now={now} title="hall.title" />
      <Calls calls={board.calls} pastAt={past ? at : null} />
      <aside>
        {board.media.length > 0 ? (
          <Media names={board.media} />
        ) : (
          <Counters counters={board.counters} isPast={past} />
        )}
        <Waiting
          fields={board.fields}
          isTight={board.counters.length > COUNTERS_SPARING_MAX}
          pastAt={past ? at : null}
        />
      </aside>
      <Foot screen={screen} ticker={board.ticker} />
      {board.urgent && <Urgent notice={board.urgent} />}
    </main>
  );
}

function isCrowded({ counters, fields }: Board): boolean {
  return counters.length > COUNTERS_ROOMY_MAX || fields.length > FIELDS_ROOMY_MAX;
}

/** Over everything but the head, which goes on telling how fresh this is. */
function Urgent({ notice: { vi, en, at } }: { notice: Notice }) {
  return (
    <section class={`urgent ${vi.length > URGENT_SHORT_MAX ? "long" : ""}`} role="alert">
      <h2>
        <Both text="hall.urgent" values={{ time: formatTime(at) }} />
      </h2>
      <p class="words">
        <BothNames vi={vi} en={en} />
      </p>
    </section>
  );
}

function Foot({ screen, ticker }: { screen: Screen<Board>; ticker: Notice | null }) {
  const { at } = screen.following.freshness.value;
  const rule = speaking?.needsTouch.value ? "hall.sound_off" : "hall.rule";
  const time = at === null ? "" : formatTimeToSecond(at);
  return (
    <footer>
      <p class={ticker ? "ticker" : ""}>
        {ticker ? <BothNames vi={ticker.vi} en={ticker.en} /> : <Both text={rule} />}
      </p>
      <p class="figures">
        <Both text="screen.at" values={{ time }} />
      </p>
    </footer>
  );
}

speaking = speakCalls(show<Board>("/api/v1/views/board", Hall, "motcua.board"), "hall");
surviveReloads("/hall");
