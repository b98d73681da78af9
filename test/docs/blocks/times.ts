import { leaseTimes, lookAgain } from '#vault';
import { MOST_ATTEMPTS } from '../../../functions/encryptor/claim-file.ts';
import { FRAME_LENGTH, framesPerPart } from '../../../functions/encryptor/plan-parts.ts';
import { LANES } from '../../../functions/encryptor/transfer-parts.ts';
import { settingsOf } from '../../cloud-template/template-of.ts';
import { bytes, count, duration, table } from '../markdown.ts';

/** Times and sizes of the work on files. */
export function timesTable(): string {
  const { leaseSeconds, retrySeconds } = settingsOf({ sender: 'vault@example.org' });
  const { lease, renewal, visibility } = leaseTimes(leaseSeconds);
  const pauses = [1, 3, 9, 27].map((factor) => factor * retrySeconds);
  return table(
    ['what', 'value'],
    [
      ['a lease lasts', duration(lease / 1000)],
      ['a lease is renewed every', duration(renewal / 1000)],
      ['a message stays invisible, renewed with the lease, for', duration(visibility)],
      ['pauses before the retries', `${pauses.join(', ')} seconds`],
      ['work that no one took is sent again after', duration(lookAgain.queued / 1000)],
      ['an upload without a new URL is removed after', duration(lookAgain.upload / 1000)],
      ['the plaintext of a failed file is kept for', duration(lookAgain.failed / 1000)],
      ['a deleted file is swept again after', duration(lookAgain.late / 1000)],
      ['plaintext of a frame', bytes(FRAME_LENGTH)],
      ['parts that a worker has in progress', count(LANES)],
      ['attempts at a file that neither end nor hand over, before it fails', count(MOST_ATTEMPTS)],
      ['plaintext of a part', bytes(framesPerPart(1, 10_000) * FRAME_LENGTH)],
    ],
  );
}
