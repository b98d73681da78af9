import { t } from './catalogue.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1024;

/** `3.4 MB`; in steps of 1,024, as operating systems show sizes. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return new Intl.NumberFormat(t.tag, {
    style: 'unit',
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: unit > 0 && value < 100 ? 1 : 0,
  }).format(value);
}

/** `1,536 bytes` when `formatSize` rounds; undefined when it shows the bytes already. */
export function formatExactSize(bytes: number): string | undefined {
  return bytes < STEP ? undefined : formatUnit(bytes, 'byte');
}

/** `42%` of a share from 0 to 1; never 100 before the end. */
export function formatPercent(share: number): string {
  const whole = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return new Intl.NumberFormat(t.tag, { style: 'percent' }).format(whole / 100);
}

const AGES: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [7, 'day'],
];

/** `3 minutes ago`, `in 2 hours`; a date from a week on. */
export function formatAge(then: Date, now: Date): string {
  let value = (then.getTime() - now.getTime()) / 1000;
  if (Math.abs(value) < 45) return value > 0 ? t.time.soon : t.time.justNow;
  for (const [size, unit] of AGES) {
    if (Math.abs(value) < size) {
      return new Intl.RelativeTimeFormat(t.tag, { numeric: 'auto' }).format(Math.round(value), unit);
    }
    value /= size;
  }
  return new Intl.DateTimeFormat(t.tag, { day: 'numeric', month: 'short', year: 'numeric' }).format(then);
}

/** `23 November 2026 at 18:08` */
export function formatMoment(then: Date): string {
  return new Intl.DateTimeFormat(t.tag, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }).format(
    then,
  );
}

/** `18:08`; with the day when it is not today. */
export function formatClock(then: Date, now: Date): string {
  const today = then.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(t.tag, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(!today && { day: 'numeric', month: 'short' }),
  }).format(then);
}

/** `about 2 minutes left` */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 5) return t.time.fewSecondsLeft;
  if (seconds < 55) return t.time.left(formatUnit(Math.ceil(seconds / 5) * 5, 'second'));
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t.time.aboutLeft(formatUnit(minutes, 'minute'));
  return t.time.aboutLeft(formatUnit(Math.round(seconds / 3600), 'hour'));
}

/** `40 seconds`, `3 minutes`; never less than what is left to wait. */
export function formatWait(seconds: number): string {
  if (seconds <= 60) return formatUnit(Math.max(1, Math.ceil(seconds)), 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 60 ? formatUnit(minutes, 'minute') : formatUnit(Math.ceil(minutes / 60), 'hour');
}

/** `1 hour`, `7 days`, `1 year` */
export function formatDuration(count: number, unit: 'hour' | 'day' | 'year'): string {
  return formatUnit(count, unit);
}

/** `PNG, JPG or ZIP` */
export function formatChoice(items: readonly string[]): string {
  return new Intl.ListFormat(t.tag, { type: 'disjunction' }).format(items);
}

/** `read files, read metrics` */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(t.tag, { type: 'unit', style: 'short' }).format(items);
}

function formatUnit(value: number, unit: 'byte' | 'second' | 'minute' | 'hour' | 'day' | 'year'): string {
  return new Intl.NumberFormat(t.tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
