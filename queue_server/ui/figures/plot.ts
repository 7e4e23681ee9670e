// How the curve is drawn: the page's own colours and type, minutes at the left, people at the
// right, the target as a dashed line.

import uPlot from "uplot";
import { DEFAULT_ZONE, formatCount, formatTime } from "../../../protocol/ui/format";
import { TARGET_WAIT_S, type CurvePoint } from "./shapes";

const TARGET_MIN = TARGET_WAIT_S / 60;
const AXIS_PX = 46;
const LEAST_PEOPLE = 10;

interface CurveSize {
  width: number;
  height: number;
  onPoint: (index: number | null) => void;
}

/** Columns for the plot: seconds, then minutes, minutes, people. */
export function curvePoints(points: CurvePoint[]): uPlot.AlignedData {
  const minutes = (lengthS: number | null) => (lengthS === null ? null : lengthS / 60);
  return [
    points.map(({ at }) => Date.parse(at) / 1_000),
    points.map(({ wait_s_p50 }) => minutes(wait_s_p50)),
    points.map(({ wait_s_p90 }) => minutes(wait_s_p90)),
    points.map(({ waiting }) => waiting),
  ];
}

export function curveOptions({ width, height, onPoint }: CurveSize): uPlot.Options {
  return {
    width,
    height,
    tzDate: (atS) => uPlot.tzDate(new Date(atS * 1_000), DEFAULT_ZONE),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      minutes: { range: (_plot, _low, high) => [0, Math.max(TARGET_MIN * 1.3, (high ?? 0) * 1.1)] },
      people: { range: (_plot, _low, high) => [0, Math.max(LEAST_PEOPLE, (high ?? 0) * 1.1)] },
    },
    axes: axes(),
    series: lines(),
    bands: [{ series: [2, 1], fill: "rgba(11, 79, 138, 0.12)" }],
    hooks: { draw: [drawTarget], setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
}

function axes(): uPlot.Axis[] {
  const look = {
    stroke: colour("--mute"),
    font: `13px ${colour("--font")}`,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  const counts = (_plot: uPlot, values: number[]) => values.map((value) => formatCount(value));
  return [
    { ...look, size: AXIS_PX * 0.75, grid: { show: false }, values: (_plot, times) => times.map((atS) => formatTime(atS * 1_000)) },
    { ...look, scale: "minutes", size: AXIS_PX, values: counts },
    { ...look, scale: "people", size: AXIS_PX, side: 1, grid: { show: false }, values: counts },
  ];
}

function lines(): uPlot.Series[] {
  const blue = colour("--blue");
  const points = { show: false };
  return [
    {},
    { scale: "minutes", stroke: blue, width: 3, points },
    { scale: "minutes", stroke: blue, width: 1.5, dash: [3, 4], points },
    {
      scale: "people",
      stroke: colour("--mute"),
      width: 1.5,
      paths: uPlot.paths.stepped!({ align: 1 }),
      points,
    },
  ];
}

function drawTarget(plot: uPlot): void {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(TARGET_MIN, "minutes", true));
  ctx.save();
  ctx.strokeStyle = colour("--lotus");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([8 * devicePixelRatio, 6 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
