import { Problem } from '#contract';
import {
  accountKeys,
  inviteSchema,
  newSecret,
  putNew,
  type RouteHandlers,
  readItem,
  sha256,
  transact,
} from '#platform';
import type { AuthDependencies } from './dependencies.ts';
import { findProfile } from './find-profile.ts';

/** Days for which an invitation can be used. */
const INVITE_DAYS = 7;
/** A registration that was begun in time can be confirmed for a day; DynamoDB tidies up after that. */
const KEPT_DAYS = INVITE_DAYS + 2;
const DAY = 24 * 3600_000;

/** Sends an invitation to an address. An administrator may know who has an account, so he is told. */
export function inviteRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['invite'] {
  const { table, accountsTable, sendMail, now } = dependencies;
  return async ({ body: { email }, principal }) => {
    if ((await findProfile(dependencies, email)) !== undefined) throw new Problem('already_registered');
    const token = newSecret();
    const time = now().getTime();
    const accounts = { client: table, name: accountsTable };
    await transact(accounts, [
      putNew(accounts, accountKeys.invite(sha256(token)), {
        email,
        invitedBy: principal.user,
        endsAt: new Date(time + INVITE_DAYS * DAY).toISOString(),
        expires: Math.ceil((time + KEPT_DAYS * DAY) / 1000),
      }),
    ]);
    await sendMail({ template: 'invitation', user: principal.user, to: email, token });
    return { body: undefined };
  };
}

/**
 * Lets an address register that was invited. The invitation is used up when the account is made, so that a mail which got lost
 * can be asked for again.
 *
 * @returns the SHA-256 of the invitation's token
 * @throws Problem `invite_invalid`
 */
export async function requireInvite(
  { table, accountsTable, now }: AuthDependencies,
  token: string,
  email: string,
): Promise<string> {
  const hash = sha256(token);
  const invite = await readItem(
    { client: table, name: accountsTable },
    accountKeys.invite(hash),
    inviteSchema,
  );
  if (invite === undefined || invite.email !== email || new Date(invite.endsAt) <= now())
    throw new Problem('invite_invalid');
  return hash;
}
