// The day as a curve: the wait of half the people, of nine in ten, and how many waited.

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { formatCount, formatTime } from "../../../protocol/ui/format";
import { language, t } from "../../../protocol/ui/i18n";
import type { CurvePoint } from "./shapes";
import { curveOptions, curvePoints } from "./plot";
import { Heads } from "./tables";
import { Minutes, shortLength, Unknown } from "./value";

import "uplot/dist/uPlot.min.css";

const HEIGHT = 240;

/** The point under the pointer. */
const pointed = signal<number | null>(null);

export function Curve({ points }: { points: CurvePoint[] }) {
  if (points.length < 2) return <p class="empty">{t("manager.curve_early")}</p>;
  return (
    <>
      <Legend point={points[pointed.value ?? points.length - 1]} />
      <Plot points={points} />
      <details>
        <summary>{t("manager.curve_table")}</summary>
        <CurveTable points={points} />
      </details>
    </>
  );
}

function Plot({ points }: { points: CurvePoint[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const lang = language.value;
  useEffect(() => {
    const place = frame.current!;
    const size = () => ({ width: place.clientWidth, height: HEIGHT });
    const options = curveOptions({ ...size(), onPoint: (index) => (pointed.value = index) });
    const made = new uPlot(options, curvePoints(points), place);
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(place);
    plot.current = made;
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [lang]);
  useEffect(() => plot.current?.setData(curvePoints(points)), [points]);
  return <div ref={frame} class="plot" role="img" aria-label={t("manager.curve_about")} />;
}

/** Names the lines, and tells the values of the point under the pointer, or of the last. */
function Legend({ point }: { point: CurvePoint | undefined }) {
  return (
    <p class="legend">
      {point && <time dateTime={point.at}>{formatTime(point.at)}</time>}
      <span class="p50">
        {t("manager.curve_p50")} <b>{lengthOf(point?.wait_s_p50)}</b>
      </span>
      <span class="p90">
        {t("manager.curve_p90")} <b>{lengthOf(point?.wait_s_p90)}</b>
      </span>
      <span class="waiting">
        {t("manager.curve_waiting")} <b>{point?.waiting ?? "–"}</b>
      </span>
      <span class="target">{t("manager.curve_target")}</span>
    </p>
  );
}

function lengthOf(lengthS: number | null | undefined): string {
  return lengthS == null ? "–" : shortLength(lengthS);
}

function CurveTable({ points }: { points: CurvePoint[] }) {
  return (
    <div class="table-frame">
      <table>
        <Heads
          first="manager.col_time"
          names={["manager.col_waiting", "manager.col_p50", "manager.col_p90"]}
        />
        <tbody>
          {points.map((point) => (
            <tr key={point.at}>
              <th scope="row">
                <time dateTime={point.at}>{formatTime(point.at)}</time>
              </th>
              <td class="number">
                {point.waiting === null ? <Unknown why="" /> : formatCount(point.waiting)}
              </td>
              <td class="number">
                <Minutes lengthS={point.wait_s_p50} />
              </td>
              <td class="number">
                <Minutes lengthS={point.wait_s_p90} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
