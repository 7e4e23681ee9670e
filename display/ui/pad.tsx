// The rating pad: asleep until a serving is finished, one question, five faces, a way to skip.

import "../../protocol/ui/tokens.css";
import "./screen.css";
import "./pad.css";

import { signal } from "@preact/signals";
import { ApiError, createApi } from "../../protocol/ui/api";
import { hasText } from "../../protocol/ui/i18n";
import { Face } from "./face";
import { pageOf, type Answer } from "./pad_page";
import { Both, dataTime, serverTimeMs, show, type Shown } from "./screen";
import type { CounterView, OpenRating, Scale } from "./views";

const THANKS_MS = 5_000;
const REFUSED_MS = 9_000;

const { slot = "", counter } = document.body.dataset;
const api = createApi(slot);
const answer = signal<Answer | null>(null);

function Pad({ screen, body, now }: Shown<CounterView>) {
  const moment = {
    rating: body.rating,
    answer: answer.value,
    nowMs: serverTimeMs(screen),
    isPast: now === "past",
  };
  const page = pageOf(moment);
  return (
    <main class={`pad ${page}`}>
      {page === "question" && body.rating && <Question rating={body.rating} scale={body.scale} />}
      {page === "sending" && <Message title="pad.sending" />}
      {page === "thanks" && <Message title="pad.thanks" help="pad.thanks_help" />}
      {page === "refused" && <Message title="pad.refused" help={reason(answer.value?.code)} />}
      {page === "asleep" && <Asleep number={body.counter.number} />}
      {now !== "live" && (
        <p class="mark" role="alert">
          <Both text="shared.stale" values={{ time: dataTime(screen) }} />
        </p>
      )}
    </main>
  );
}

function Question({ rating, scale }: { rating: OpenRating; scale: Scale }) {
  const last = scale.answers.length - 1;
  return (
    <>
      <h1>
        <Both text="pad.question" />
      </h1>
      <ul class="answers">
        {scale.answers.map(({ value, key }, index) => (
          <li key={value}>
            <button type="button" onClick={() => void rate(rating.serving, value, scale.version)}>
              <Face gladness={last > 0 ? index / last : 1} />
              <Both text={key} />
            </button>
          </li>
        ))}
      </ul>
      <footer>
        <p>
          <Both text="pad.promise" />
        </p>
        <button type="button" class="skip" onClick={() => finish(rating.serving)}>
          <Both text="pad.skip" />
        </button>
      </footer>
    </>
  );
}

function Message({ title, help }: { title: string; help?: string }) {
  return (
    <div class="message" role="status">
      <h1>
        <Both text={title} />
      </h1>
      {help && (
        <p>
          <Both text={help} />
        </p>
      )}
    </div>
  );
}

function Asleep({ number }: { number: number }) {
  return (
    <div class="message">
      <p class="where">
        <Both text="screen.counter" />
        <b>{number}</b>
      </p>
      <h1>
        <Both text="pad.goodbye" />
      </h1>
      <p>
        <Both text="pad.ready" />
      </p>
    </div>
  );
}

/** Sends the first tap on a serving; its key makes a repeated one the same rating. */
async function rate(serving: string, value: number, scale_version: string): Promise<void> {
  if (answer.value?.serving === serving) return;
  answer.value = { serving, stage: "sending" };
  try {
    await api.post(`/servings/${serving}/rating`, { value, scale_version }, { key: `rating-${serving}` });
    answer.value = { serving, stage: "thanks" };
    setTimeout(() => finish(serving), THANKS_MS);
  } catch (error) {
    answer.value = { serving, stage: "refused", code: error instanceof ApiError ? error.code : undefined };
    setTimeout(() => finish(serving), REFUSED_MS);
  }
}

function finish(serving: string): void {
  if (answer.value === null || answer.value.serving === serving || answer.value.stage === "over") {
    answer.value = { serving, stage: "over" };
  }
}

function reason(code: string | undefined): string {
  const key = `pad.refused.${code}`;
  return hasText(key) ? key : "pad.refused.other";
}

show<CounterView>(`/api/v1/views/counters/${counter}`, Pad);
