// The day by service and by hour, how people rated, and whether the counts add up.

import type { ComponentChildren } from "preact";
import { formatCount } from "../../../protocol/ui/format";
import { bilingual, t } from "../../../protocol/ui/i18n";
import { reasonWords } from "../console/reasons";
import { nameOf } from "../page";
import type { Figures, Reconciliation, Satisfaction, Scale, Waits } from "./shapes";
import { longestLength, Minutes, Share, shortLength } from "./value";

interface FrameProps {
  title: string;
  children: ComponentChildren;
}

/** A table in its own frame: on a phone the frame scrolls, the page does not. */
export function Frame({ title, children }: FrameProps) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <div class="table-frame" tabIndex={0} role="region" aria-label={title}>
        <table>{children}</table>
      </div>
    </section>
  );
}

interface HeadsProps {
  first: string;
  names: string[];
}

export function Heads({ first, names }: HeadsProps) {
  return (
    <thead>
      <tr>
        <th scope="col">{t(first)}</th>
        {names.map((name) => (
          <th key={name} scope="col" class="number">
            {t(name)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

const COUNT_HEADS = ["manager.col_served", "manager.col_missed"];
const WAIT_HEADS = ["manager.col_p50", "manager.col_p90", "manager.col_within"];

export function ByService({ figures }: { figures: Figures }) {
  const now = figures.live ? ["manager.col_waiting", "manager.col_counters"] : ["manager.col_issued"];
  return (
    <Frame title={t("manager.by_service")}>
      <Heads first="manager.col_service" names={[...now, ...COUNT_HEADS, ...WAIT_HEADS]} />
      <tbody>
        {figures.by_service.map((row) => (
          <tr key={row.service}>
            <th scope="row">{nameOf(row)}</th>
            {figures.live && <Count of={row.waiting} />}
            {figures.live && <Count of={row.counters_open} isLack={row.waiting > 0 && !row.counters_open} />}
            {!figures.live && <Count of={row.issued} />}
            <Count of={row.served} />
            <Count of={row.missed} />
            <WaitCells of={row} />
          </tr>
        ))}
      </tbody>
    </Frame>
  );
}

export function ByHour({ figures }: { figures: Figures }) {
  const counts = ["manager.col_issued", "manager.col_called", ...COUNT_HEADS];
  return (
    <Frame title={t("manager.by_hour")}>
      <Heads first="manager.col_hour" names={[...counts, ...WAIT_HEADS]} />
      <tbody>
        {figures.by_hour.map((row) => (
          <tr key={row.hour}>
            <th scope="row" class="figures">
              {t("manager.hour", { from: row.hour, to: row.hour + 1 })}
            </th>
            <Count of={row.issued} />
            <Count of={row.called} />
            <Count of={row.served} />
            <Count of={row.missed} />
            <WaitCells of={row} />
          </tr>
        ))}
      </tbody>
    </Frame>
  );
}

function Count({ of, isLack = false }: { of: number; isLack?: boolean }) {
  return <td class={`number ${isLack ? "lack" : ""}`}>{formatCount(of)}</td>;
}

function WaitCells({ of }: { of: Waits }) {
  return (
    <>
      <td class="number">
        <Minutes lengthS={of.wait_s_p50} />
      </td>
      <td class="number">
        <Minutes lengthS={of.wait_s_p90} />
      </td>
      <td class="number">
        <Share share={of.within_15_share} />
      </td>
    </>
  );
}

export function Answers({ satisfaction, scale }: { satisfaction: Satisfaction; scale: Scale }) {
  return (
    <section class="card answers-given">
      <h2>{t("manager.satisfaction_counts")}</h2>
      <ul>
        {[...scale.answers].reverse().map(({ value, text_vi, text_en }) => {
          const count = satisfaction.counts[String(value)] ?? 0;
          return (
            <li key={value}>
              <span>{bilingual(text_vi, text_en)}</span>
              <progress aria-hidden="true" max={Math.max(1, satisfaction.given)} value={count} />
              <b class="figures">{formatCount(count)}</b>
            </li>
          );
        })}
      </ul>
      <p class="empty">
        {t("manager.rating_method", {
          given: satisfaction.given,
          opened: satisfaction.opened,
          pad: satisfaction.given_pad,
          slip: satisfaction.given_slip,
        })}
      </p>
    </section>
  );
}

const PARTS = ["waiting", "called", "serving", "held", "served", "missed", "cancelled", "lapsed"] as const;

/** Every ticket issued is somewhere; says so, or by how many it is off. */
export function Reconciled({ of }: { of: Reconciliation }) {
  const parts = PARTS.filter((part) => of[part] > 0).map((part) =>
    t(`manager.part_${part}`, { count: of[part] }),
  );
  const verdict = of.difference === 0 ? t("manager.adds_up") : t("manager.is_off", { count: of.difference });
  return (
    <p class={`reconciled ${of.difference === 0 ? "" : "lack"}`}>
      {t("manager.reconciled", { issued: of.issued, parts: parts.join(" + ") || "0" })} <b>{verdict}</b>
    </p>
  );
}

/** How long counters rested, and why; nothing where none did. */
export function Pauses({ figures }: { figures: Figures }) {
  if (figures.pauses.length === 0) return null;
  return (
    <Frame title={t("manager.pauses")}>
      <Heads first="manager.col_counter" names={["manager.col_reason", "manager.col_paused"]} />
      <tbody>
        {figures.pauses.map(({ counter, reason, paused_s }) => (
          <tr key={`${counter} ${reason}`}>
            <th scope="row" class="figures">
              {counter}
            </th>
            <td class="number">{reasonWords(reason)}</td>
            <td class="number">{shortLength(paused_s)}</td>
          </tr>
        ))}
      </tbody>
    </Frame>
  );
}

/** Who was called before their turn, and who did not queue at all; nothing where nobody was. */
export function ByHand({ figures }: { figures: Figures }) {
  const { called, walk_ups: walkUps, overtaken_s_p99: nearly, overtaken_s_max: most } = figures.by_hand;
  const { overtaken, overtaken_by_max: byMost } = figures.by_hand;
  if (called + walkUps === 0) return null;
  const written = (lengthS: number | null) => (lengthS ? longestLength(lengthS) : shortLength(0));
  return (
    <p class="reconciled">
      {called > 0 && t("manager.by_hand", { count: formatCount(called), p99: written(nearly), length: written(most) })}{" "}
      {overtaken > 0 &&
        t("manager.overtaken", { count: formatCount(overtaken), most: formatCount(byMost ?? 0) })}{" "}
      {walkUps > 0 && t("manager.walk_ups", { count: formatCount(walkUps) })}
    </p>
  );
}
