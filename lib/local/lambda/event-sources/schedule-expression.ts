/** Returns the next time of a schedule after a given time, both in milliseconds since the epoch. */
export type NextTime = (after: number) => number;

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** A schedule without a match in so many days has none at all (30 February). */
const SEARCHED_DAYS = 366 * 5;

/**
 * Reads `rate(5 minutes)` or `cron(0 3 * * ? *)`, in UTC.
 *
 * @throws Error for other text, and for the fields `L`, `W` and `#`, which are not supported
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseSchedule(expression: string): NextTime {
  const [, count, unit, ending] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  if (count && unit) {
    const isPlural = ending === 's';
    if (isPlural !== Number(count) > 1) throw new Error(`${expression}: 1 ${unit}, but 2 ${unit}s`);
    const period = Number(count) * (UNITS[unit] ?? MINUTE);
    return (after) => after + period;
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(' ');
  if (fields?.length !== 6) throw new Error(`${expression} is neither rate(…) nor cron(…) with six fields`);
  return parseCron(fields);
}

function parseCron([
  minutes = '',
  hours = '',
  days = '',
  months = '',
  weekdays = '',
  years = '',
]: readonly string[]): NextTime {
  if ((days === '?') === (weekdays === '?')) {
    throw new Error('cron(…) needs ? for exactly one of day of the month and day of the week');
  }
  const minute = parseField(minutes, 0, 59);
  const hour = parseField(hours, 0, 23);
  const day = parseField(days === '?' ? '*' : days, 1, 31);
  const month = parseField(months, 1, 12, MONTHS, 1);
  const weekday = parseField(weekdays === '?' ? '*' : weekdays, 1, 7, DAYS, 1);
  const year = parseField(years, 1970, 2199);
  const isDue = (date: Date): boolean =>
    day.has(date.getUTCDate()) &&
    month.has(date.getUTCMonth() + 1) &&
    weekday.has(date.getUTCDay() + 1) &&
    year.has(date.getUTCFullYear());

  return (after) => {
    const first = Math.floor(after / MINUTE) * MINUTE + MINUTE;
    const midnight = new Date(first).setUTCHours(0, 0, 0, 0);
    for (let days = 0; days < SEARCHED_DAYS; days += 1) {
      const start = midnight + days * 24 * 60 * MINUTE;
      if (!isDue(new Date(start))) continue;
      for (const h of hour) {
        for (const m of minute) {
          const moment = start + (h * 60 + m) * MINUTE;
          if (moment >= first) return moment;
        }
      }
    }
    return Number.POSITIVE_INFINITY;
  };
}

/** @returns the values that a field allows, ascending */
function parseField(
  field: string,
  low: number,
  high: number,
  names: readonly string[] = [],
  nameBase = 0,
): ReadonlySet<number> {
  const refuse = (): never => {
    throw new Error(`the local cloud does not support the schedule field ${field}`);
  };
  const numberOf = (text: string): number => {
    const index = names.indexOf(text.toUpperCase());
    const value = index >= 0 ? index + nameBase : Number(text);
    return Number.isInteger(value) && value >= low && value <= high ? value : refuse();
  };
  const allowed = new Set<number>();
  for (const part of field.split(',')) {
    const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/([1-9]\d*))?$/.exec(part) ?? refuse();
    const first = from === '*' ? low : numberOf(from ?? '');
    const last = from === '*' || (to === undefined && step !== undefined) ? high : numberOf(to ?? from ?? '');
    if (first > last) refuse();
    for (let value = first; value <= last; value += Number(step ?? 1)) allowed.add(value);
  }
  return new Set([...allowed].sort((a, b) => a - b));
}
