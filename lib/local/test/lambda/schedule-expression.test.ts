import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../lambda/event-sources/schedule-expression.ts';

const next = (expression: string, after: string): string =>
  new Date(parseSchedule(expression)(Date.parse(after))).toISOString();

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-11-23T18:00:30.500Z', '2026-11-23T18:01:30.500Z'],
    ['rate(2 hours)', '2026-11-23T23:00:00.000Z', '2026-11-24T01:00:00.000Z'],
    ['rate(1 day)', '2026-11-23T18:00:00.000Z', '2026-11-24T18:00:00.000Z'],
    ['cron(0 3 * * ? *)', '2026-11-23T18:00:00.000Z', '2026-11-24T03:00:00.000Z'],
    ['cron(0 3 * * ? *)', '2026-11-23T02:59:59.999Z', '2026-11-23T03:00:00.000Z'],
    ['cron(0 3 * * ? *)', '2026-11-23T03:00:00.000Z', '2026-11-24T03:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-23T18:16:00.000Z', '2026-11-23T18:30:00.000Z'],
    ['cron(5,10 8-9 ? * MON-FRI *)', '2026-11-21T00:00:00.000Z', '2026-11-23T08:05:00.000Z'],
    ['cron(0 0 1 JAN ? *)', '2026-11-23T18:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2026-11-23T18:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['cron(0 12 ? * 1 2027)', '2026-11-23T18:00:00.000Z', '2027-01-03T12:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('never comes where no day has the date', () => {
    expect(parseSchedule('cron(0 0 30 2 ? *)')(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    'rate(0 minutes)',
    'rate(1 week)',
    'rate(1 minutes)',
    'rate(2 minute)',
    'rate(05 minutes)',
    'cron(* * * * *)',
    'cron(0 0 L * ? *)',
    'cron(60 * * * ? *)',
    'cron(0/0 * * * ? *)',
    'cron(0/x * * * ? *)',
    'cron(30-10 * * * ? *)',
    'cron(? * * * ? *)',
    'cron(0 0 * * * *)',
    'cron(0 0 1 * MON *)',
    'cron(0 0 ? * ? *)',
    'at(2026-01-01T00:00:00)',
    '',
  ])('refuses %s', (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  });
});
