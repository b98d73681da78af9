import * as z from 'zod';
import { accountKeys, isAdministrator, readProfile } from '#accounts';
import { change, newSecret, putNew, readItem, sendUnlessSent, sha256, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { findProfile } from './find-profile.ts';
import { type Invite, inviteSchema } from './records.ts';

/** Days for which an invitation can be used. */
export const INVITE_DAYS = 7;
/** A registration that was begun in time can be confirmed for a day; DynamoDB tidies up after that. */
const KEPT_DAYS = INVITE_DAYS + 2;
const DAY = 24 * 3600_000;

/** That an invitation was asked for, as stored in `Accounts`: `pk` `USER#id` of the administrator, `sk` `INVITED#id`. */
const invitedSchema = z.object({
  /** Absent when it was sent. */
  pending: z.literal(true).optional(),
});
type Invited = z.infer<typeof invitedSchema>;

/** Sends an invitation to an address. An administrator may know who has an account, so he is told. */
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
  // As a transaction, for another request with the same key may be at the item: it is tried again.
  await transact(accounts, [
    change<Invited>(accounts, accountKeys.invited(user, id), { remove: ['pending'] }, {}),
  ]);
}

/**
 * Lets an address register that was invited. The invitation is used up when the account is made, so that a mail which got lost
 * can be asked for again.
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
 * An invitation that is not used up, as long as whoever sent it is an administrator who may act: those of one who was shut out let
 * nobody in.
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
