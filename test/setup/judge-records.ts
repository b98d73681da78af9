import { missingRights, unusedRights } from 'local-cloud';
import { unseenAnswers } from './judge-answers.ts';
import type { SharedRecord } from './rights-record.ts';

/**
 * Checks the records of a full run: a call used each right of a function, no call was refused, and tests saw each
 * answer that the API's document promises.
 *
 * @param record - of `npm test` and everything that ran after it; undefined if it has not run
 * @param answers - `listFiles 200`, `getFile file_not_found`
 * @returns a line for each fault
 */
export function judgeRecords(record: SharedRecord | undefined, answers: ReadonlySet<string>): string[] {
  if (record?.whole !== true)
    return [
      '"npm test" has not passed completely: run it first, because the records of both are judged together',
    ];
  return [
    ...missingRights(record.rights),
    ...unusedRights(record.rights),
    ...unseenAnswers(answers).map((answer) => `unseen: ${answer}`),
  ];
}
