import { expect, it } from 'vitest';
import { advancePace, secondsLeft, startPace } from '../../../frontend/uploads/pace.ts';

it('says nothing from one moment alone', () => {
  expect(secondsLeft(startPace(0, 0), 1000)).toBeUndefined();
});

it('says nothing while nothing moves', () => {
  expect(secondsLeft(advancePace(startPace(0, 0), 0, 5000), 1000)).toBeUndefined();
});

it('divides what is left by the rate', () => {
  const pace = advancePace(startPace(0, 0), 1000, 1000);
  expect(secondsLeft(pace, 5000)).toBe(4);
});

it('ignores moments that are too close', () => {
  const pace = startPace(0, 0);
  expect(advancePace(pace, 500, 249)).toBe(pace);
  expect(advancePace(pace, 500, 250).rate).toBe(2000);
});

it('weighs the old rate and the new one equally after four seconds', () => {
  const before = advancePace(startPace(0, 0), 1000, 1000);
  expect(advancePace(before, 1000 + 4 * 3000, 5000).rate).toBeCloseTo(2000);
});

it('restarts when fewer bytes are sent than before', () => {
  const before = advancePace(startPace(0, 0), 1000, 1000);
  expect(advancePace(before, 200, 2000)).toEqual(startPace(200, 2000));
});

it('is zero with nothing left', () => {
  expect(secondsLeft(advancePace(startPace(0, 0), 1000, 1000), 1000)).toBe(0);
});
