import type { ShareDownload } from '#contract';
import type { Call } from '../session/session.ts';

const POLL_MS = 1000;

/** What a download through a share link needs. */
export interface ShareTicket {
  readonly token: string;
  readonly password: string;
  /** The download grant of an earlier attempt: it continues that download, which is not counted again. */
  readonly grant: string | undefined;
}

/**
 * Polls one download until it has an address.
 *
 * @param onAnswer - called with every answer
 * @returns the last answer: `ready`, or `failed`
 */
export async function followDownload(
  call: Call,
  { token, password, grant }: ShareTicket,
  onAnswer: (answer: ShareDownload) => void,
): Promise<ShareDownload> {
  let known = grant;
  for (;;) {
    const answer = await call('downloadShare', {
      body: { token, ...(known === undefined ? password !== '' && { password } : { claim: known }) },
    });
    onAnswer(answer);
    if (answer.status !== 'preparing') return answer;
    known = answer.claim;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
