// The hall screen: who is called now and where to, for forty people at 3 to 12 metres.

import "../../protocol/ui/tokens.css";
import "./screen.css";
import "./hall.css";

import { formatTimeToSecond } from "../../protocol/ui/format";
import { Calls } from "./hall_calls";
import { Counters, Waiting } from "./hall_panels";
import { Head } from "./head";
import { speakCalls, type Speaking } from "./speech/speaker";
import { Both, dataTime, show, type Screen, type Shown } from "./screen";
import type { Board } from "./views";

let speaking: Speaking | null = null;

const COUNTERS_ROOMY_MAX = 8;
const FIELDS_ROOMY_MAX = 7;

function Hall({ screen, body: board, now }: Shown<Board>) {
  const past = now === "past";
  const at = dataTime(screen);
  return (
    <main class={`hall ${past ? "past" : ""} ${isCrowded(board) ? "crowded" : ""}`}>
      <Head screen={screen} site={board.site} now={now} title="hall.title" />
      <Calls calls={board.calls} pastAt={past ? at : null} />
      <aside>
        <Counters counters={board.counters} isPast={past} />
        <Waiting fields={board.fields} pastAt={past ? at : null} />
      </aside>
      <Foot screen={screen} notice={board.notice} />
    </main>
  );
}

function isCrowded({ counters, fields }: Board): boolean {
  return counters.length > COUNTERS_ROOMY_MAX || fields.length > FIELDS_ROOMY_MAX;
}

function Foot({ screen, notice }: { screen: Screen<Board>; notice: string | null }) {
  const { at } = screen.following.freshness.value;
  const rule = speaking?.needsTouch.value ? "hall.sound_off" : "hall.rule";
  const time = at === null ? "" : formatTimeToSecond(at);
  return (
    <footer>
      <p class={notice ? "notice" : ""}>{notice ?? <Both text={rule} />}</p>
      <p class="figures">
        <Both text="screen.at" values={{ time }} />
      </p>
    </footer>
  );
}

speaking = speakCalls(show<Board>("/api/v1/views/board", Hall), "hall");
