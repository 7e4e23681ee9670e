// One figure as people read it; one that cannot be known is a dash with its reason.

import { formatCount, formatShare } from "../../../protocol/ui/format";
import { t } from "../../../protocol/ui/i18n";

const MINUTE_S = 60;
const HOUR_MIN = 60;

interface UnknownProps {
  why: string;
}

/** Never 0 for what is not known. */
export function Unknown({ why }: UnknownProps) {
  return (
    <span class="unknown" title={why}>
      <span aria-hidden="true">–</span>
      <span class="spoken">{why}</span>
    </span>
  );
}

/** Whole minutes, for columns whose head says so. */
export function Minutes({ lengthS }: { lengthS: number | null }) {
  if (lengthS === null) return <Unknown why={t("manager.no_calls_yet")} />;
  return <>{formatCount(Math.round(lengthS / 60))}</>;
}

export function Share({ share }: { share: number | null }) {
  if (share === null) return <Unknown why={t("manager.no_ready_yet")} />;
  return <>{formatShare(share)}</>;
}

/** A length for a large figure: `14 ph`, from an hour on `1 giờ 5 ph`. */
export function shortLength(lengthS: number): string {
  const minutes = Math.round(lengthS / 60);
  if (lengthS < MINUTE_S) return t("manager.under_minute");
  if (minutes < HOUR_MIN) return t("manager.minutes", { count: minutes });
  const hours = Math.floor(minutes / HOUR_MIN);
  return t("manager.hours", { hours, minutes: minutes % HOUR_MIN });
}

/** A length said to be the most: rounded up, so that it is true. */
export function longestLength(lengthS: number): string {
  return shortLength(Math.max(1, Math.ceil(lengthS / MINUTE_S)) * MINUTE_S);
}
