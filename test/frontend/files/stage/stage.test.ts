import { describe, expect, it } from 'vitest';
import { isMoving, pollDelay, stageOf } from '../../../../frontend/files/stage/stage.ts';

describe('the stage of a file', () => {
  it.each([
    ['here', 'sending'],
    ['arrived', 'arriving'],
    ['elsewhere', 'elsewhere'],
    ['interrupted', 'interrupted'],
  ] as const)('that is uploading depends on the source of its bytes: %s', (source, stage) => {
    expect(stageOf({ status: 'uploading' }, source)).toBe(stage);
  });

  it('is the server’s status afterwards', () => {
    expect(stageOf({ status: 'encrypted' }, 'interrupted')).toBe('encrypted');
  });
});

it('the server is working on a file that has arrived and is not finished', () => {
  const moving = (['arriving', 'queued', 'encrypting'] as const).map(isMoving);
  const still = (['sending', 'interrupted', 'elsewhere', 'encrypted', 'rejected', 'failed'] as const).map(
    isMoving,
  );
  expect([moving, still]).toEqual([
    [true, true, true],
    [false, false, false, false, false, false],
  ]);
});

it('files that do not change are polled less and less often', () => {
  expect([0, 4000, 8000, 32_000, 1e9].map(pollDelay)).toEqual([1000, 1000, 2000, 8000, 8000]);
});
