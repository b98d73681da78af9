const LOCALE = 'en-GB';
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1024;

/** `3.4 MB`; steps of 1,024, as operating systems show sizes. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return new Intl.NumberFormat(LOCALE, {
    style: 'unit',
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: unit > 0 && value < 100 ? 1 : 0,
  }).format(value);
}

/** `1,536 bytes`, where `formatSize` rounds; undefined where it shows the bytes already. */
export function formatExactSize(bytes: number): string | undefined {
  return bytes < STEP ? undefined : plural(bytes, 'byte');
}

/** `42%`; never 100 before the end. */
export function formatShare(share: number): string {
  const whole = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return `${whole}%`;
}

const DURATIONS: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [7, 'day'],
];

/** `3 minutes ago`, `in 2 hours`; a date from a week on. */
export function formatAge(then: Date, now: Date): string {
  let value = (then.getTime() - now.getTime()) / 1000;
  if (Math.abs(value) < 45) return value > 0 ? 'in a moment' : 'just now';
  for (const [size, unit] of DURATIONS) {
    if (Math.abs(value) < size) {
      return new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' }).format(Math.round(value), unit);
    }
    value /= size;
  }
  return new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' }).format(then);
}

/** `23 November 2026, 18:08` */
export function formatMoment(then: Date): string {
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }).format(
    then,
  );
}

/** `18:08`; with the day where it is not today. */
export function formatClock(then: Date, now: Date): string {
  const today = then.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(LOCALE, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(!today && { day: 'numeric', month: 'short' }),
  }).format(then);
}

/** `about 2 minutes left` */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 55) return `${Math.ceil(seconds / 5) * 5} seconds left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${plural(minutes, 'minute')} left`;
  return `about ${plural(Math.round(seconds / 3600), 'hour')} left`;
}

/** `40 seconds`, `3 minutes`; never less than what is left to wait. */
export function formatWait(seconds: number): string {
  if (seconds <= 60) return plural(Math.max(1, Math.ceil(seconds)), 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 60 ? plural(minutes, 'minute') : plural(Math.ceil(minutes / 60), 'hour');
}

/** `1 file`, `3 files` */
export function plural(count: number, noun: string): string {
  return `${new Intl.NumberFormat(LOCALE).format(count)} ${noun}${count === 1 ? '' : 's'}`;
}
