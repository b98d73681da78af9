import { seenAnswers } from './setup/answers-record.ts';
import { judgeRecords } from './setup/judge-records.ts';
import { readSharedRights, withKeptRights } from './setup/rights-record.ts';

// The last step of `npm run test:rest`: judges what it and `npm test` before it have recorded together.
const shared = await readSharedRights();
const faults = judgeRecords(
  shared && { whole: shared.whole, rights: await withKeptRights(shared.rights) },
  await seenAnswers(),
);
if (faults.length === 0) console.log('Every right was needed, none was missing, and every answer was seen.');
else {
  console.error(`\nThe rights or the answers are not what the tests need:\n  ${faults.join('\n  ')}\n`);
  process.exitCode = 1;
}
