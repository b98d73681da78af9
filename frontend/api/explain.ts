import type { Code } from '#contract';
import { formatWait } from '../locales/index.ts';
import { ApiError, ConnectionError, UnexpectedAnswer } from './api-errors.ts';

/** An error in words for people; `code` is for those whom they ask. */
export interface Explanation {
  readonly text: string;
  readonly code: string;
}

const words: Partial<Record<Code, string>> = {
  invalid_credentials: 'The email or the password is wrong, or the address is not confirmed yet.',
  password_wrong: 'The current password is wrong.',
  code_wrong: 'This code is wrong, or was used already. Wait for the next one.',
  second_factor_required:
    'Administrators need a second factor here. Set it up under Account, or sign in again with it.',
  rate_limited: 'Too many tries in a short time. Wait a little.',
  link_invalid: 'This link was used already, or its time is over.',
  registration_closed: 'This address may not register here. Ask whoever runs this vault.',
  invite_invalid: 'This invitation was used already, its time is over, or it is for another address.',
  account_disabled: 'An administrator has disabled this account.',
  session_ended: 'Your session has ended. Sign in again.',
  file_not_found: 'This file is not in your vault. It may have been deleted.',
  file_not_encrypted: 'This file is not encrypted yet.',
  never_encrypted: 'This file was never encrypted, so there is no receipt.',
  share_not_found: 'There is no such link, or the file is not there any more.',
  share_revoked: 'Whoever shared this file has taken it back.',
  share_expired: 'The time of this link is over.',
  share_exhausted: 'This file was downloaded as often as the link allows.',
  claim_not_found: 'This download is over. Begin it again.',
  restore_pending: 'The vault is being restored from a backup. Try again later.',
  conflict: 'Something else changed this at the same moment. Try again.',
  internal_error: 'Something went wrong on our side. Try again in a moment.',
  service_unavailable: 'A part of the vault does not answer. Try again in a moment.',
};

/** What an error means for whoever reads the page. */
export function explain(error: unknown): Explanation {
  if (error instanceof ApiError && error.code === 'rate_limited' && error.retryAfter !== undefined) {
    const text = `Too many tries in a short time. Try again in ${formatWait(error.retryAfter)}.`;
    return { text, code: error.code };
  }
  if (error instanceof ApiError)
    return { text: words[error.code] ?? sentence(error.message), code: error.code };
  if (error instanceof ConnectionError) {
    return { text: 'The vault cannot be reached. Check your connection.', code: 'no_connection' };
  }
  if (error instanceof UnexpectedAnswer && error.status === 429) {
    return { text: 'Too many tries in a short time. Wait a minute.', code: 'http_429' };
  }
  if (error instanceof UnexpectedAnswer) {
    return {
      text: 'The vault gave an answer that this page does not know. Reload it.',
      code: `http_${error.status}`,
    };
  }
  return { text: 'Something went wrong in this page. Reload it.', code: 'page_error' };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
