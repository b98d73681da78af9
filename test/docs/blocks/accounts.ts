import { ACCESS_TOKEN_SECONDS } from '#accounts';
import { MAX_DAYS, MAX_KEYS } from '../../../functions/auth/api-keys.ts';
import { LINK_MINUTES } from '../../../functions/auth/forgot-password.ts';
import { INVITE_DAYS } from '../../../functions/auth/invites.ts';
import { KNOWN_DAYS } from '../../../functions/auth/known-devices.ts';
import { CODES } from '../../../functions/auth/recovery-codes.ts';
import { LINK_HOURS } from '../../../functions/auth/register.ts';
import { MAX_SESSION_DAYS, SESSION_DAYS } from '../../../functions/auth/session-answer.ts';
import { count, duration, plural, table } from '../markdown.ts';

/** How long links, sessions and keys of an account work. */
export function accountsTable(): string {
  return table(
    ['what', 'limit'],
    [
      ['link to confirm an address', plural(LINK_HOURS, 'hour')],
      ['invitation', plural(INVITE_DAYS, 'day')],
      ['link to set a new password', plural(LINK_MINUTES, 'minute')],
      ['access token', duration(ACCESS_TOKEN_SECONDS)],
      [
        'session',
        `${plural(SESSION_DAYS, 'day')} after its last use, ${plural(MAX_SESSION_DAYS, 'day')} after sign-in`,
      ],
      ['API key', `${plural(MAX_DAYS, 'day')} at most; ${count(MAX_KEYS)} keys per account`],
      ['recovery codes', `${count(CODES)}, each works once`],
      ['a device or network counts as known', `${plural(KNOWN_DAYS, 'day')} after its last sign-in`],
    ],
  );
}
