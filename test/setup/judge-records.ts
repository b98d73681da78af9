import { missingRights, unusedRights } from 'local-cloud';
import { unseenAnswers } from './judge-answers.ts';
import type { SharedRecord } from './rights-record.ts';

/**
 * Judges the records of a whole run: each right of a function must have been needed by a call, no call may have been refused,
 * and each answer that the API's document promises must have been seen.
 *
 * @param record - of `npm test` and all that came after it; undefined where it has not run
 * @param answers - `listFiles 200`, `getFile file_not_found`
 * @returns a line for each fault
 */
export function judgeRecords(record: SharedRecord | undefined, answers: ReadonlySet<string>): string[] {
  if (record?.whole !== true)
    return ['not all of "npm test" has passed before: run it first, for both are judged together'];
  return [
    ...missingRights(record.rights),
    ...unusedRights(record.rights),
    ...unseenAnswers(answers).map((answer) => `unseen: ${answer}`),
  ];
}
