// One answer about the last serving, and why where it was a bad one. No name, and no second answer.

import { signal } from "@preact/signals";
import { Face } from "../../../protocol/ui/face";
import { bilingual, hasText, t } from "../../../protocol/ui/i18n";
import { answered, ratingPageOf, type Scale, type ScaleAnswer, type SlipRating, type Tapped } from "./rating_page";

const TIMEOUT_MS = 8_000;

const tapped = signal<Tapped | null>(null);

export function Rating({ path, rating }: { path: string; rating: SlipRating | null }) {
  const page = ratingPageOf(rating, tapped.value);
  if (page === "none") return null;
  return (
    <section class={`rating card ${page}`} aria-live="polite">
      {page === "question" && rating?.scale && <Question path={path} scale={rating.scale} />}
      {page === "why" && tapped.value?.stage === "why" && <Why path={path} scale={tapped.value.scale} />}
      {page === "refused" && tapped.value?.stage === "refused" && <Refused code={tapped.value.code} />}
      {["at_pad", "sending", "thanks"].includes(page) && <h2>{t(`follow.rating.${page}`)}</h2>}
      {["at_pad", "thanks"].includes(page) && <p>{t(`follow.rating.${page}_help`)}</p>}
    </section>
  );
}

function Question({ path, scale }: { path: string; scale: Scale }) {
  const last = scale.answers.length - 1;
  return (
    <>
      <h2>{t("follow.rating.question")}</h2>
      <ul class="answers">
        {scale.answers.map((offered, index) => (
          <li key={offered.value}>
            <button type="button" onClick={() => void rate(path, offered, scale)}>
              <Face gladness={index / last} />
              {bilingual(offered.text_vi, offered.text_en)}
            </button>
          </li>
        ))}
      </ul>
      <p>{t("follow.rating.promise")}</p>
    </>
  );
}

function Why({ path, scale }: { path: string; scale: Scale }) {
  return (
    <>
      <h2>{t("follow.rating.why")}</h2>
      <ul class="answers">
        {scale.reasons.map((reason) => (
          <li key={reason.code}>
            <button type="button" onClick={() => void explain(path, reason.code)}>
              {bilingual(reason.text_vi, reason.text_en)}
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="skip" onClick={() => (tapped.value = { stage: "thanks" })}>
            {t("follow.rating.no_reason")}
          </button>
        </li>
      </ul>
    </>
  );
}

function Refused({ code }: { code: string | undefined }) {
  const key = `follow.rating.refused.${code}`;
  return (
    <>
      <h2>{t("follow.rating.refused")}</h2>
      <p>{t(hasText(key) ? key : "follow.rating.refused.other")}</p>
      {code === undefined && (
        <button type="button" onClick={() => (tapped.value = null)}>
          {t("follow.rating.again")}
        </button>
      )}
    </>
  );
}

/** Sends the first tap; the same answer sent again after a lost reply is the same rating. */
async function rate(path: string, { value, asks_reason }: ScaleAnswer, scale: Scale): Promise<void> {
  if (tapped.value !== null) return;
  tapped.value = { stage: "sending" };
  const { status, code } = await send(path, { value, scale_version: scale.version });
  tapped.value = answered(status, code, asks_reason ? scale : null);
}

/** Sends why; whatever becomes of it, the answer itself is kept. */
async function explain(path: string, reason: string): Promise<void> {
  if (tapped.value?.stage !== "why") return;
  tapped.value = { stage: "thanks" };
  await send(`${path}/reason`, { reason });
}

/** Gives status and refusal of an answer; a status of 0 when nobody answered. */
async function send(path: string, body: object): Promise<{ status: number; code?: string }> {
  const request = new AbortController();
  const timeout = setTimeout(() => request.abort(), TIMEOUT_MS);
  try {
    const headers = { "Content-Type": "application/json" };
    const asked = { method: "PUT", headers, body: JSON.stringify(body), signal: request.signal };
    const response = await fetch(path, asked);
    if (response.ok) return { status: 200 };
    const said = (await response.json()) as { error?: { code?: string } };
    return { status: response.status, code: said.error?.code };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(timeout);
  }
}
