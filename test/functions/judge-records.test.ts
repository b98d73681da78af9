import { describe, expect, it } from 'vitest';
import { unseenAnswers } from '../setup/judge-answers.ts';
import { judgeRecords } from '../setup/judge-records.ts';

const everyAnswer = new Set(unseenAnswers(new Set()));

function recordOf({ calls, denied, whole = true }: { calls: number; denied: number; whole?: boolean }) {
  const grant = {
    holder: 'worker',
    policy: 'role/worker own',
    sid: undefined,
    statement: 0,
    action: 's3:DeleteObject',
    resources: ['arn:aws:s3:::vault/*'],
    calls,
  };
  const denial = {
    holder: 's3.amazonaws.com',
    principal: 's3.amazonaws.com',
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:::uploads',
    calls: denied,
  };
  return { whole, rights: { grants: [grant], reaches: [], denials: denied > 0 ? [denial] : [] } };
}

describe('the record of a whole run', () => {
  it('passes when every right was needed, none was missing and every answer was seen', () => {
    expect(judgeRecords(recordOf({ calls: 1, denied: 0 }), everyAnswer)).toEqual([]);
  });

  it('names a right that no call needed', () => {
    expect(judgeRecords(recordOf({ calls: 0, denied: 0 }), everyAnswer)).toEqual([
      'unused: worker needs no s3:DeleteObject on arn:aws:s3:::vault/* (role/worker own, statement 0)',
    ]);
  });

  it('names a right that was missing', () => {
    expect(judgeRecords(recordOf({ calls: 1, denied: 1 }), everyAnswer)).toEqual([
      'missing: s3.amazonaws.com was refused sqs:SendMessage on arn:aws:sqs:::uploads (1 time)',
    ]);
  });

  it('names an answer that was not seen', () => {
    const seen = new Set([...everyAnswer].filter((answer) => answer !== 'getFile 304'));
    expect(judgeRecords(recordOf({ calls: 1, denied: 0 }), seen)).toEqual(['unseen: getFile 304']);
  });

  it.each([undefined, recordOf({ calls: 1, denied: 0, whole: false })])(
    'is refused where a part of the tests is missing',
    (record) => {
      expect(judgeRecords(record, everyAnswer)).toEqual([expect.stringContaining('run it first')]);
    },
  );
});
