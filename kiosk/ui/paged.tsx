// A list of answers on as many pages as it needs, with a way to turn them.
//
// All rows are drawn once, measured before anything is painted, then shown page by page. It is
// measured again only when something that changes heights did, never while counts change.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { language, t } from "../../protocol/ui/i18n";
import { isContrast, isLarge, isLow } from "./comfort";
import { areFontsReady } from "./fonts";
import { areCountersShut, closingAt, state } from "./hall";
import { Icon } from "./icon";
import { pageStarts } from "./paging";
import { carried } from "./scan";

interface PagedProps<Row> {
  rows: Row[];
  keyOf: (row: Row) => string;
  /** What changes the height of rows besides which they are. */
  varies: string;
  rowsMax: number;
  draw: (row: Row) => ComponentChildren;
}

interface Layout {
  /** What the heights depend on; another one must be measured anew. */
  of: string;
  starts: number[];
}

export function Paged<Row>({ rows, keyOf, varies, rowsMax, draw }: PagedProps<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const of = [heightsDependOn(), varies, ...rows.map(keyOf)].join("|");
  const [layout, setLayout] = useState<Layout | null>(null);
  const [at, setAt] = useState(0);
  const starts = layout?.of === of ? layout.starts : null;
  useLayoutEffect(() => {
    if (starts !== null) return;
    // After the other parts of the page, which draw themselves anew for the same reason.
    queueMicrotask(() => {
      if (box.current === null) return;
      setLayout({ of, starts: measure(box.current, rowsMax) });
      setAt(0);
    });
  });
  const page = starts === null ? rows : rows.slice(starts[at], starts[at + 1]);
  const pages = starts?.length ?? 1;
  return (
    <div class={starts === null ? "paged measuring" : "paged"} ref={box}>
      <ul class="answers">
        {page.map((row) => (
          <li key={keyOf(row)}>{draw(row)}</li>
        ))}
      </ul>
      {(pages > 1 || starts === null) && <Turner at={at} pages={pages} turn={setAt} />}
    </div>
  );
}

function heightsDependOn(): string {
  const now = state.value;
  const { dossier, group } = carried.value;
  const notes = [now?.link, now?.printer, areCountersShut.value, closingAt.value, dossier, group];
  const comfort = [isLarge.value, isLow.value, isContrast.value];
  return [language.value, ...comfort, now?.features.speech, areFontsReady.value, ...notes].join();
}

/** Reads the heights of all rows, which stand there for this moment, and of the turner. */
function measure(box: HTMLElement, rowsMax: number): number[] {
  const [list, turner] = [box.querySelector(".answers"), box.querySelector(".turner")];
  if (list === null || turner === null) return [0];
  const whole = box.clientHeight - pixels(box, "paddingTop") - pixels(box, "paddingBottom");
  const turning = whole - heightOf(turner) - pixels(turner, "marginTop");
  const gap = pixels(list, "rowGap");
  return pageStarts([...list.children].map(heightOf), { whole, turning, gap, rowsMax });
}

function heightOf(element: Element): number {
  return element.getBoundingClientRect().height;
}

function pixels(element: Element, of: "paddingTop" | "paddingBottom" | "marginTop" | "rowGap") {
  return parseFloat(getComputedStyle(element)[of]) || 0;
}

interface TurnerProps {
  at: number;
  pages: number;
  turn: (page: number) => void;
}

function Turner({ at, pages, turn }: TurnerProps) {
  return (
    <nav class="turner" aria-label={t("kiosk.page_of", { page: at + 1, pages })}>
      <button type="button" class="key" data-quick disabled={at === 0} onClick={() => turn(at - 1)}>
        <Icon name="back" />
        <span>{t("kiosk.previous_page")}</span>
      </button>
      <p class="figures">
        {at + 1}/{pages}
      </p>
      <button
        type="button"
        class="key"
        data-quick
        disabled={at >= pages - 1}
        onClick={() => turn(at + 1)}
      >
        <span>{t("kiosk.next_page")}</span>
        <Icon name="next" />
      </button>
    </nav>
  );
}
