import { seenAnswers } from './setup/answers-record.ts';
import { judgeRecords } from './setup/judge-records.ts';
import { readSharedRights, withSavedRights } from './setup/rights-record.ts';

// The last step of `npm run test:rest`: judges what it and the `npm test` before it have recorded.
const shared = await readSharedRights();
const faults = judgeRecords(
  shared && { whole: shared.whole, rights: await withSavedRights(shared.rights) },
  await seenAnswers(),
);
if (faults.length === 0) console.log('Every right was used, no call was refused, and every answer was seen.');
else {
  console.error(`\nThe rights or the answers do not match what the tests need:\n  ${faults.join('\n  ')}\n`);
  process.exitCode = 1;
}
