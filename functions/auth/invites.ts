import * as z from 'zod';
import { accountKeys, isAdministrator, readProfile } from '#accounts';
import { change, newSecret, putNew, readItem, sendUnlessSent, sha256, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { findProfile } from './find-profile.ts';
import { type Invite, inviteSchema } from './records.ts';

/** Days until an invitation expires. */
export const INVITE_DAYS = 7;
/** Days until DynamoDB deletes the item. A registration that started in time can still be confirmed for a day. */
const KEPT_DAYS = INVITE_DAYS + 2;
const DAY = 24 * 3600_000;

/** The record of an invitation request in `Accounts`: `pk` `USER#id` of the administrator, `sk` `INVITED#id`. */
const invitedSchema = z.object({
  /** Absent after the email was sent. */
  pending: z.literal(true).optional(),
});
type Invited = z.infer<typeof invitedSchema>;

/** Sends an invitation to an email address. Administrators may know which addresses have accounts, so the response says so. */
export function inviteRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['invite'] {
  const { accounts, now } = dependencies;
  return {
    create: async ({ body: { email }, principal: { user } }, id) => {
      if ((await findProfile(dependencies, email)) !== undefined) throw new Problem('already_registered');
      const expires = Math.ceil((now().getTime() + KEPT_DAYS * DAY) / 1000);
      const invited = { pending: true, expires } satisfies Invited & { expires: number };
      await transact(accounts, [putNew(accounts, accountKeys.invited(user, id), invited)]);
      await sendInvitation(dependencies, user, id, email);
      return { id, body: undefined };
    },
    find: async ({ body: { email }, principal: { user } }, id) => {
      const invited = () => readItem(accounts, accountKeys.invited(user, id), invitedSchema);
      if ((await invited()) === undefined) return undefined;
      const isSent = async () => (await invited())?.pending === undefined;
      await sendUnlessSent(isSent, () => sendInvitation(dependencies, user, id, email));
      return { body: undefined };
    },
  };
}

async function sendInvitation(
  { accounts, sendMail, now }: AuthDependencies,
  user: string,
  id: string,
  email: string,
): Promise<void> {
  const token = newSecret();
  const time = now().getTime();
  await transact(accounts, [
    putNew(accounts, accountKeys.invite(sha256(token)), {
      email,
      invitedBy: user,
      endsAt: new Date(time + INVITE_DAYS * DAY).toISOString(),
      expires: Math.ceil((time + KEPT_DAYS * DAY) / 1000),
    }),
  ]);
  await sendMail({ template: 'invitation', user, to: email, token });
  // A transaction, because it is retried if another request with the same key writes the item at the same time.
  await transact(accounts, [
    change<Invited>(accounts, accountKeys.invited(user, id), { remove: ['pending'] }, {}),
  ]);
}

/**
 * Checks that an address was invited. The invitation is only used up when the account is created, so that the user can register
 * again if the confirmation email is lost.
 *
 * @returns the SHA-256 of the invitation's token
 * @throws Problem `invite_invalid`
 */
export async function requireInvite(
  dependencies: AuthDependencies,
  token: string,
  email: string,
): Promise<string> {
  const hash = sha256(token);
  const invite = await findInvite(dependencies, hash);
  if (invite === undefined || invite.email !== email || new Date(invite.endsAt) <= dependencies.now())
    throw new Problem('invite_invalid');
  return hash;
}

/**
 * Finds an unused invitation. Returns undefined if the sender is disabled or is no longer an administrator.
 *
 * @param hash - SHA-256 of its token
 */
export async function findInvite(
  { accounts, registration }: AuthDependencies,
  hash: string,
): Promise<Invite | undefined> {
  const invite = await readItem(accounts, accountKeys.invite(hash), inviteSchema);
  const sender = invite && (await readProfile(accounts, invite.invitedBy));
  const mayInvite =
    sender !== undefined &&
    sender.disabledAt === undefined &&
    isAdministrator(sender, registration.administrators);
  return mayInvite ? invite : undefined;
}
