// How citizens rated one's own servings: in groups of several answers, a day later, never one.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError, type Api } from "../../../protocol/ui/api";
import { formatCount, formatDate, formatDecimal } from "../../../protocol/ui/format";
import { bilingual, t } from "../../../protocol/ui/i18n";

interface Group {
  from: string;
  to: string;
  given: number;
  score_mean: number | null;
  counts: Record<string, number>;
}

interface Told {
  group_min: number;
  /** Answers from the worst to the best. */
  scale: { answers: { value: number; text_vi: string; text_en: string }[] };
  groups: Group[];
}

const told = signal<Told | null>(null);
const refused = signal<ApiError | null>(null);

async function ask(api: Api): Promise<void> {
  try {
    told.value = await api.get<Told>("/ratings/own");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.value = error;
  }
}

export function OwnRatings({ api }: { api: Api }) {
  useEffect(() => void ask(api), [api]);
  const groups = told.value?.groups ?? [];
  return (
    <section class="card own-ratings">
      <h2>{t("account.ratings")}</h2>
      <p>{t("account.ratings_help", { count: told.value?.group_min ?? 5 })}</p>
      {refused.value && <p role="alert">{refused.value.message}</p>}
      {told.value && groups.length === 0 && <p class="empty">{t("account.ratings_none")}</p>}
      {told.value && groups.length > 0 && <Table told={told.value} />}
    </section>
  );
}

function Table({ told: { scale, groups } }: { told: Told }) {
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={t("account.ratings")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("account.ratings_days")}</th>
            <th scope="col">{t("account.ratings_given")}</th>
            <th scope="col">{t("account.ratings_mean")}</th>
            {scale.answers.map(({ value, text_vi, text_en }) => (
              <th key={value} scope="col">
                {bilingual(text_vi, text_en)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.from}>
              <th scope="row">{daysOf(group)}</th>
              <td>{formatCount(group.given)}</td>
              <td>{group.score_mean === null ? "–" : formatDecimal(group.score_mean)}</td>
              {scale.answers.map(({ value }) => (
                <td key={value}>{formatCount(group.counts[String(value)] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function daysOf({ from, to }: Group): string {
  return from === to ? formatDate(from) : `${formatDate(from)} – ${formatDate(to)}`;
}
