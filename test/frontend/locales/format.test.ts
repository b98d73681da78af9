import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatChoice,
  formatDuration,
  formatExactSize,
  formatList,
  formatMoment,
  formatPercent,
  formatSize,
  formatTimeLeft,
  formatWait,
} from '../../../frontend/locales/index.ts';

const now = new Date('2026-11-23T12:00:00Z');
const ago = (seconds: number) => formatAge(new Date(now.getTime() - seconds * 1000), now);

describe('sizes', () => {
  it.each([
    [1, '1 byte'],
    [1023, '1,023 bytes'],
    [1024, '1 kB'],
    [1536, '1.5 kB'],
    [1024 ** 2 - 1, '1 MB'],
    [100 * 1024 ** 2, '100 MB'],
    [2 * 1024 ** 3, '2 GB'],
    [5 * 1024 ** 4, '5 TB'],
  ])('show %i bytes as %s', (bytes, shown) => {
    expect(formatSize(bytes)).toBe(shown);
  });
});

describe('exact sizes', () => {
  it('are given when a size is rounded, and not when it shows the bytes already', () => {
    expect([70, 1023, 1024, 1_234_567].map(formatExactSize)).toEqual([
      undefined,
      undefined,
      '1,024 bytes',
      '1,234,567 bytes',
    ]);
  });
});

describe('ages', () => {
  it('are words for what is near', () => {
    expect([ago(0), ago(44), ago(-10)]).toEqual(['just now', 'just now', 'in a moment']);
  });

  it('count minutes, hours and days', () => {
    expect([ago(60), ago(59 * 60), ago(3600), ago(25 * 3600), ago(-7200)]).toEqual([
      '1 minute ago',
      '59 minutes ago',
      '1 hour ago',
      'yesterday',
      'in 2 hours',
    ]);
  });

  it('become dates after a week', () => {
    expect(ago(8 * 86_400)).toBe('15 Nov 2026');
  });
});

it('moments have date and time', () => {
  expect(formatMoment(new Date(2026, 10, 23, 18, 8))).toBe('23 November 2026 at 18:08');
});

it('shares are not 100% before the end', () => {
  expect([0, 0.005, 0.999, 1, 1.2, -1].map(formatPercent)).toEqual(['0%', '0%', '99%', '100%', '100%', '0%']);
});

it('a waiting time is never too short', () => {
  expect([0, 1, 60, 61, 3600, 3601].map(formatWait)).toEqual([
    '1 second',
    '1 second',
    '60 seconds',
    '2 minutes',
    '60 minutes',
    '2 hours',
  ]);
});

it('the time left is rounded to what can be known', () => {
  expect([1, 12, 54, 90, 3599, 7000].map(formatTimeLeft)).toEqual([
    'a few seconds left',
    '15 seconds left',
    '55 seconds left',
    'about 2 minutes left',
    'about 1 hour left',
    'about 2 hours left',
  ]);
});

it('lists and durations follow the language', () => {
  expect(formatChoice(['PNG', 'JPG', 'ZIP'])).toBe('PNG, JPG or ZIP');
  expect(formatList(['Read files', 'Read metrics'])).toBe('Read files, Read metrics');
  expect([formatDuration(1, 'year'), formatDuration(30, 'day')]).toEqual(['1 year', '30 days']);
});
