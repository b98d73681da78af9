import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys, type Passwords, type Profile, readProfile, type Session } from '#accounts';
import { conditionalUpdate, newId, newSecret, sha256 } from '#aws';
import { Problem } from '#contract';
import { isBrowser, isOwnPage, type RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { findProfile } from './find-profile.ts';
import { noteDevice } from './note-device.ts';
import { sessionAnswer, sessionEnd } from './session-answer.ts';
import { spendCode } from './spend-code.ts';

/**
 * Signs in: creates a session and returns an access token, and a refresh token in a cookie or in the body. Sends an email to the
 * owner if the program or the network is not known.
 */
export function loginRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['login'] {
  const { accounts, limiter, passwords, sendMail, signToken, now } = dependencies;
  return async ({ body, client }) => {
    if (body.session === 'cookie' && isBrowser(client) && !isOwnPage(client))
      throw new Problem('origin_refused');
    const attempt = await limiter('login', client.address, body.email);
    const profile = await findProfile(dependencies, body.email);
    const isRight = await passwords.verify(body.password, profile?.passwordHash ?? passwords.unmatched);
    if (profile === undefined || !isRight) throw new Problem('invalid_credentials');
    if (profile.disabledAt !== undefined) throw new Problem('account_disabled');
    const secondFactor = await proveSecondFactor(dependencies, profile, body.code, client.address);

    const [family, secret] = [newSecret(), newSecret()];
    const at = now();
    const endsAt = sessionEnd(at, at);
    const session: Session = {
      id: newId(at),
      user: profile.id,
      createdAt: at.toISOString(),
      lastUsedAt: at.toISOString(),
      endsAt: endsAt.toISOString(),
      address: client.address,
      familyHash: sha256(family),
      currentHash: sha256(secret),
      ...(secondFactor !== undefined && { secondFactor }),
      ...(profile.generation !== undefined && { generation: profile.generation }),
      ...(client.userAgent !== undefined && { userAgent: client.userAgent }),
    };
    const Item = {
      ...accountKeys.session(profile.id, session.id),
      ...session,
      expires: Math.ceil(endsAt.getTime() / 1000),
    };
    await accounts.client.send(new PutCommand({ TableName: accounts.name, Item }));
    await requireUnchanged(dependencies, profile, session, body.password);
    await attempt.succeeded();
    if (passwords.isOutdated(profile.passwordHash)) await upgradeHash(dependencies, profile, body.password);
    if (await noteDevice(dependencies, profile.id, client)) {
      const { address, userAgent } = session;
      await sendMail({ template: 'new-sign-in', user: profile.id, at: at.toISOString(), address, userAgent });
    }
    const accessToken = await signToken(profile.id, session.id);
    const refresh = { user: profile.id, session: session.id, family, secret };
    return sessionAnswer(profile, accessToken, refresh, endsAt, body.session);
  };
}

/**
 * Requires a code if two-factor authentication is on. Called after the password was verified.
 *
 * @returns the id of the second factor, or undefined if 2FA is off
 * @throws Problem `code_required`, `code_wrong` or `rate_limited`
 */
async function proveSecondFactor(
  dependencies: AuthDependencies,
  { id, secondFactor }: Profile,
  code: string | undefined,
  address: string,
): Promise<string | undefined> {
  if (secondFactor === undefined) return undefined;
  if (code === undefined) throw new Problem('code_required');
  return spendCode(dependencies, id, code, address);
}

/**
 * Deletes the new session if the password was changed, 2FA was turned on or the account was disabled during the sign-in. These
 * requests end all sessions that they find, but may have missed this one.
 *
 * @throws Problem `invalid_credentials`, `code_required` or `account_disabled`
 */
async function requireUnchanged(
  { accounts, passwords }: AuthDependencies,
  before: Profile,
  session: Session,
  password: string,
): Promise<void> {
  const profile = await readProfile(accounts, before.id);
  const code = await changeSince(passwords, before, profile, session, password);
  if (code === undefined) return;
  const Key = accountKeys.session(session.user, session.id);
  await accounts.client.send(new DeleteCommand({ TableName: accounts.name, Key }));
  throw new Problem(code);
}

/** Why the sign-in is no longer valid, or undefined if it still is. */
async function changeSince(
  passwords: Passwords,
  before: Profile,
  profile: Profile | undefined,
  session: Session,
  password: string,
): Promise<'invalid_credentials' | 'account_disabled' | 'code_required' | undefined> {
  if (profile === undefined) return 'invalid_credentials';
  if (profile.disabledAt !== undefined) return 'account_disabled';
  // Another sign-in may have replaced the hash of the same password.
  const isSame =
    profile.passwordHash === before.passwordHash || (await passwords.verify(password, profile.passwordHash));
  if (!isSame) return 'invalid_credentials';
  return profile.secondFactor === undefined || profile.secondFactor === session.secondFactor
    ? undefined
    : 'code_required';
}

/** Replaces an outdated hash. If another request changes it at the same time, the next sign-in tries again. */
async function upgradeHash(
  { accounts, passwords }: AuthDependencies,
  profile: Profile,
  password: string,
): Promise<void> {
  const changes = { set: { passwordHash: await passwords.hash(password) } };
  const update = {
    TableName: accounts.name,
    Key: accountKeys.profile(profile.id),
    ...conditionalUpdate(changes, { passwordHash: profile.passwordHash }),
  };
  try {
    await accounts.client.send(new UpdateCommand(update));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
