import { describe, expect, it } from 'vitest';
import { isMoving, pollDelay, stageOf } from '../../../../frontend/files/stage/stage.ts';

describe('the stage of a file', () => {
  it.each([
    ['here', 'sending'],
    ['arrived', 'arriving'],
    ['elsewhere', 'elsewhere'],
    ['interrupted', 'interrupted'],
  ] as const)('that is uploading depends on what was seen: %s', (seen, stage) => {
    expect(stageOf({ status: 'uploading' }, seen)).toBe(stage);
  });

  it('is the server’s word from then on', () => {
    expect(stageOf({ status: 'encrypted' }, 'interrupted')).toBe('encrypted');
  });
});

it('the server is at work on what has arrived and is not at an end', () => {
  const moving = (['arriving', 'queued', 'encrypting'] as const).map(isMoving);
  const still = (['sending', 'interrupted', 'elsewhere', 'encrypted', 'rejected', 'failed'] as const).map(
    isMoving,
  );
  expect([moving, still]).toEqual([
    [true, true, true],
    [false, false, false, false, false, false],
  ]);
});

it('what stands still is asked for less and less often', () => {
  expect([0, 4000, 8000, 32_000, 1e9].map(pollDelay)).toEqual([1000, 1000, 2000, 8000, 8000]);
});
