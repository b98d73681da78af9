import { expect, it } from 'vitest';
import { sessionEnd } from '../../../functions/auth/session-answer.ts';

const day = (number: number) => new Date(number * 24 * 3600_000);

it.each([
  [0, 30],
  [10, 40],
  [60, 90],
  [61, 90],
  [89, 90],
])('a session that is last used on day %i expires on day %i', (used, end) => {
  expect(sessionEnd(day(0), day(used))).toEqual(day(end));
});
