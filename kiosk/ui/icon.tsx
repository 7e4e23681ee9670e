// Small drawings from the Lucide set; the words beside them say the same.

import { ArrowLeft, ArrowRight, Check, CircleCheck, Clock, Info, Printer, TriangleAlert, WifiOff } from "lucide";
import { h } from "preact";

const DRAWINGS = {
  back: ArrowLeft,
  next: ArrowRight,
  tick: Check,
  good: CircleCheck,
  wait: Clock,
  info: Info,
  printer: Printer,
  trouble: TriangleAlert,
  away: WifiOff,
};

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {DRAWINGS[name].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
