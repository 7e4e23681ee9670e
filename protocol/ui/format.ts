// Times, dates, durations and numbers as people here write them, on the site's clock and
// never the browser's. Intl is asked only for the parts of a local time: televisions come
// with little or no Vietnamese in their locale data.

import { language, t } from "./i18n";

export type Instant = string | number | Date;

export const DEFAULT_ZONE = "Asia/Ho_Chi_Minh";
const DAY_ONLY = /^(\d{4})-(\d{2})-(\d{2})$/;
const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

let zone = DEFAULT_ZONE;
let clockParts = partsReader(zone);

/** Sets the site's time zone; each page does so once when it knows the site. */
export function setZone(name: string): void {
  zone = name;
  clockParts = partsReader(zone);
}

/** `08:57` */
export function formatTime(at: Instant): string {
  const { hour, minute } = localParts(at);
  return `${hour}:${minute}`;
}

/** `08:57:12`; all zones keep the same seconds. */
export function formatTimeToSecond(at: Instant): string {
  return `${formatTime(at)}:${twoDigits(new Date(at).getUTCSeconds())}`;
}

/** `23/11/2026`; takes an instant, or a service day `2026-11-23` as it is. */
export function formatDate(at: Instant): string {
  const { day, month, year } = dayParts(at);
  return `${day}/${month}/${year}`;
}

/** `Thứ Hai, 23/11/2026` */
export function formatWeekdayDate(at: Instant): string {
  const { year, month, day } = dayParts(at);
  const weekday = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDay();
  const name = t(`shared.${WEEKDAYS[weekday]}`);
  return t("shared.weekday_date", { weekday: name, date: formatDate(at) });
}

/** A running length: `04:09`, from an hour on `1:04:09`. Never negative. */
export function formatDuration(lengthS: number): string {
  const whole = Math.max(0, Math.floor(lengthS));
  const [hours, minutes, seconds] = [whole / 3600, (whole / 60) % 60, whole % 60].map(Math.floor);
  const tail = `${twoDigits(minutes)}:${twoDigits(seconds)}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** A length in words, rounded to minutes: `13 phút`, `1 giờ 5 phút`, `dưới 1 phút`. */
export function formatMinutes(lengthS: number): string {
  const total = Math.round(lengthS / 60);
  const [hours, minutes] = [Math.floor(total / 60), total % 60];
  if (total < 1) return t("shared.under_minute");
  if (hours) return t(minutes ? "shared.hours_minutes" : "shared.hours", { hours, minutes });
  return t(minutes === 1 ? "shared.minute" : "shared.minutes", { count: minutes });
}

/** A promise: `10 đến 15 phút`; one number when both ends round to the same minute. */
export function formatMinutesRange(lowS: number, highS: number): string {
  const [low, high] = [Math.round(lowS / 60), Math.round(highS / 60)];
  if (low === high) return formatMinutes(highS);
  return t("shared.minutes_range", { low, high });
}

/** `4,6` in Vietnamese, `4.6` in English; thousands are grouped. */
export function formatDecimal(value: number, digits = 1): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(digits).split(".");
  const [comma, group] = language.value === "vi" ? [",", "."] : [".", ","];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  const text = fraction ? `${grouped}${comma}${fraction}` : grouped;
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** `1.234` in Vietnamese, `1,234` in English. */
export function formatCount(value: number): string {
  return formatDecimal(value, 0);
}

/** A share of one as `86%`, with digits `86,4%`. */
export function formatShare(share: number, digits = 0): string {
  return `${formatDecimal(share * 100, digits)}%`;
}

type Parts = Record<"year" | "month" | "day" | "hour" | "minute", string>;

function partsReader(name: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
}

function localParts(at: Instant): Parts {
  const parts: Partial<Parts> = {};
  for (const { type, value } of clockParts.formatToParts(new Date(at))) {
    if (type in PART_NAMES) parts[type as keyof Parts] = value;
  }
  return parts as Parts;
}

const PART_NAMES: Record<keyof Parts, true> = {
  year: true,
  month: true,
  day: true,
  hour: true,
  minute: true,
};

function dayParts(at: Instant): Pick<Parts, "year" | "month" | "day"> {
  const match = typeof at === "string" ? DAY_ONLY.exec(at) : null;
  if (!match) return localParts(at);
  const [, year = "", month = "", day = ""] = match;
  return { year, month, day };
}

function twoDigits(value: number | undefined): string {
  return String(value).padStart(2, "0");
}
