import type { ShareDownload } from '#contract';
import type { Call } from '../session/session.ts';

const POLL_MS = 1000;

/** What a download by way of a link is made with. */
export interface ShareTicket {
  readonly token: string;
  readonly password: string;
  /** Of an earlier try: it goes on where that one was, and counts no second time. */
  readonly claim: string | undefined;
}

/**
 * Asks with one claim until there is an address.
 *
 * @param onAnswer - called with every answer
 * @returns the last answer: `ready`, or `failed`
 */
export async function downloadShare(
  call: Call,
  { token, password, claim }: ShareTicket,
  onAnswer: (answer: ShareDownload) => void,
): Promise<ShareDownload> {
  let known = claim;
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
