// Small drawings from the Lucide set; the words beside them say the same.

import {
  Accessibility,
  ALargeSmall,
  ArrowLeft,
  ArrowRight,
  CalendarX,
  Check,
  CircleCheck,
  Clock,
  Contrast,
  Delete,
  FileText,
  Info,
  Languages,
  Plus,
  Printer,
  Search,
  Square,
  TriangleAlert,
  Volume2,
  WifiOff,
} from "lucide";
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
  shut: CalendarX,
  find: Search,
  erase: Delete,
  paper: FileText,
  more: Plus,
  language: Languages,
  size: ALargeSmall,
  contrast: Contrast,
  reach: Accessibility,
  sound: Volume2,
  stop: Square,
};

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {DRAWINGS[name].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
