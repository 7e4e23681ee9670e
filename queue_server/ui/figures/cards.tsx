// Six figures for a look in passing, each with what it needs to be believed.

import type { ComponentChild } from "preact";
import { formatCount, formatDecimal, formatShare } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";
import { TARGET_WAIT_S, type Figures, type Satisfaction } from "./shapes";
import { longestLength, shortLength, Unknown } from "./value";

// Below this many answers a mean says little; it is shown with that warning.
const FEW_RATINGS = 10;

interface CardProps {
  name: string;
  value: ComponentChild;
  about?: string;
  isOver?: boolean;
}

function Card({ name, value, about, isOver = false }: CardProps) {
  return (
    <li class={`card figure ${isOver ? "over" : ""}`}>
      <b class="figures">{value}</b>
      <span class="name">{name}</span>
      {about && <span class="about">{about}</span>}
    </li>
  );
}

export function Cards({ figures }: { figures: Figures }) {
  return (
    <ul class="cards" aria-label={t("manager.figures")}>
      {figures.live ? <Now figures={figures} /> : <Then figures={figures} />}
      <MedianWait figures={figures} />
      <WithinTarget figures={figures} />
      <Served figures={figures} />
      <Content satisfaction={figures.satisfaction} />
    </ul>
  );
}

function Now({ figures }: { figures: Figures }) {
  const { longest_wait_s: longest } = figures;
  const isOver = longest !== null && longest > TARGET_WAIT_S;
  return (
    <>
      <Card
        name={t("manager.waiting_now")}
        value={formatCount(figures.waiting_now)}
        about={t("manager.counters_open", { count: figures.counters_open })}
      />
      <Card
        name={t("manager.longest")}
        value={longest === null ? <Unknown why={t("console.nobody_waits")} /> : shortLength(longest)}
        about={longest === null ? t("console.nobody_waits") : isOver ? t("manager.over_target") : ""}
        isOver={isOver}
      />
    </>
  );
}

function Then({ figures }: { figures: Figures }) {
  return (
    <>
      <Card name={t("manager.issued")} value={formatCount(figures.issued)} />
      <Card
        name={t("manager.ended_unserved")}
        value={formatCount(figures.cancelled + figures.lapsed)}
        about={t("manager.ended_unserved_about", { cancelled: figures.cancelled, lapsed: figures.lapsed })}
      />
    </>
  );
}

function MedianWait({ figures: { wait_s_p50: p50, wait_s_p90: p90 } }: { figures: Figures }) {
  const isKnown = p50 !== null && p90 !== null;
  return (
    <Card
      name={t("manager.median_wait")}
      value={isKnown ? shortLength(p50) : <Unknown why={t("manager.no_calls_yet")} />}
      about={isKnown ? t("manager.nine_of_ten", { length: longestLength(p90) }) : t("manager.no_calls_yet")}
      isOver={isKnown && p50 > TARGET_WAIT_S}
    />
  );
}

function WithinTarget({ figures: { within_15_share: share } }: { figures: Figures }) {
  return (
    <Card
      name={t("manager.within_15")}
      value={share === null ? <Unknown why={t("manager.no_ready_yet")} /> : formatShare(share)}
      about={share === null ? t("manager.no_ready_yet") : t("manager.within_15_about")}
    />
  );
}

function Served({ figures: { served, missed } }: { figures: Figures }) {
  const about = t("manager.missed_about", { count: missed });
  return <Card name={t("manager.served")} value={formatCount(served)} about={about} />;
}

function Content({ satisfaction }: { satisfaction: Satisfaction }) {
  const { score_mean: mean, given, opened, response_share: response } = satisfaction;
  const about =
    response === null
      ? t("manager.no_ratings_yet")
      : t("manager.answered", { given, opened, share: formatShare(response) });
  return (
    <Card
      name={t(given > 0 && given < FEW_RATINGS ? "manager.satisfaction_few" : "manager.satisfaction")}
      value={mean === null ? <Unknown why={t("manager.no_ratings_yet")} /> : formatDecimal(mean)}
      about={about}
    />
  );
}
