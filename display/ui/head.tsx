// The first line of a wall screen: whose it is and what time it is, or how old it is.

import { formatTime, formatWeekdayDate } from "../../protocol/ui/format";
import { textIn, type Lang } from "../../protocol/ui/i18n";
import type { Presence } from "./presence";
import { Both, BothNames, dataTime, serverTimeMs, type Screen } from "./screen";
import type { Site } from "./views";

/** Longer names stand alone on two lines. */
const NAME_SHORT_MAX = 40;

interface HeadProps<Body> {
  screen: Screen<Body>;
  site: Site;
  now: Presence;
  /** What kind of screen this is, for those who cannot see it. */
  title: string;
}

function Mark({ time, title }: { time: string; title: string }) {
  return (
    <>
      <h1 class="spoken">{textIn("vi", title)}</h1>
      <p class="mark" role="alert">
        <Both text="shared.stale" values={{ time }} />
      </p>
    </>
  );
}

/** The stale mark takes the place of the name: it must be seen across the hall. */
export function Head<Body>({ screen, site, now, title }: HeadProps<Body>) {
  const clockMs = serverTimeMs(screen);
  const isLive = now === "live";
  return (
    <header class={isLive ? "head" : "head stale"}>
      {isLive ? <SiteName site={site} /> : <Mark time={dataTime(screen)} title={title} />}
      <p class="clock">
        <span>{formatWeekdayDate(clockMs)}</span> <time>{formatTime(clockMs)}</time>
      </p>
    </header>
  );
}

function SiteName({ site }: { site: Site }) {
  const isLong = site.name_vi.length > NAME_SHORT_MAX;
  const written = (name: string, lang: Lang) => (isLong ? name : `${name} · ${textIn(lang, "screen.point")}`);
  return (
    <h1 class={isLong ? "long" : ""}>
      <BothNames vi={written(site.name_vi, "vi")} en={written(site.name_en, "en")} />
    </h1>
  );
}

