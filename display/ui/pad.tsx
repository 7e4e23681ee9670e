// The rating pad: asleep until a serving is finished, one question, five faces, a way to skip.

import "../../protocol/ui/tokens.css";
import "./screen.css";
import "./pad.css";

import { signal } from "@preact/signals";
import { ApiError, createApi } from "../../protocol/ui/api";
import { hasText } from "../../protocol/ui/i18n";
import { Face } from "../../protocol/ui/face";
import { pageOf, type Answer } from "./pad_page";
import { Both, BothNames, dataTime, serverTimeMs, show, type Shown } from "./screen";
import type { CounterView, OpenRating, Scale, ScaleAnswer } from "./views";

const THANKS_MS = 5_000;
const REFUSED_MS = 9_000;
const WHY_MS = 20_000;

const { slot = "", counter } = document.body.dataset;
const api = createApi(slot);
const answer = signal<Answer | null>(null);

function Pad({ screen, body, now }: Shown<CounterView>) {
  const moment = {
    rating: body.rating,
    answer: answer.value,
    isServing: body.ticket?.state === "serving",
    nowMs: serverTimeMs(screen),
    isPast: now === "past",
  };
  const page = pageOf(moment);
  return (
    <main class={`pad ${page}`}>
      {page === "question" && body.rating && <Question rating={body.rating} scale={body.scale} />}
      {page === "why" && answer.value && <Why serving={answer.value.serving} scale={body.scale} />}
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
        {scale.answers.map((offered, index) => (
          <li key={offered.value}>
            <button type="button" onClick={() => void rate(rating.serving, offered, scale)}>
              <Face gladness={index / last} />
              <BothNames vi={offered.text_vi} en={offered.text_en} />
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

/** One reason of those that go with a bad answer, which was sent already. */
function Why({ serving, scale }: { serving: string; scale: Scale }) {
  return (
    <>
      <h1>
        <Both text="pad.why" />
      </h1>
      <ul class="reasons">
        {scale.reasons.map((reason) => (
          <li key={reason.code}>
            <button type="button" onClick={() => void explain(serving, reason.code)}>
              <BothNames vi={reason.text_vi} en={reason.text_en} />
            </button>
          </li>
        ))}
      </ul>
      <footer>
        <p>
          <Both text="pad.promise" />
        </p>
        <button type="button" class="skip" onClick={() => thank(serving)}>
          <Both text="pad.no_reason" />
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
async function rate(serving: string, { value, asks_reason }: ScaleAnswer, scale: Scale): Promise<void> {
  if (answer.value?.serving === serving) return;
  answer.value = { serving, stage: "sending" };
  try {
    const body = { value, scale_version: scale.version };
    await api.post(`/servings/${serving}/rating`, body, { key: `rating-${serving}` });
    if (!asks_reason) return thank(serving);
    answer.value = { serving, stage: "why" };
    setTimeout(() => thank(serving), WHY_MS);
  } catch (error) {
    answer.value = { serving, stage: "refused", code: error instanceof ApiError ? error.code : undefined };
    setTimeout(() => finish(serving), REFUSED_MS);
  }
}

/** Sends why; whatever becomes of it, the answer itself is kept. */
async function explain(serving: string, reason: string): Promise<void> {
  if (answer.value?.serving !== serving || answer.value.stage !== "why") return;
  thank(serving);
  await api.put(`/servings/${serving}/rating/reason`, { reason }).catch(() => undefined);
}

function thank(serving: string): void {
  if (answer.value?.serving !== serving || !["sending", "why"].includes(answer.value.stage)) return;
  answer.value = { serving, stage: "thanks" };
  setTimeout(() => finish(serving), THANKS_MS);
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
