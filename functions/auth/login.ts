import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Problem } from '#contract';
import {
  accountKeys,
  conditionalUpdate,
  emailHolderSchema,
  isBrowser,
  isOwnPage,
  newId,
  newSecret,
  type Profile,
  type RouteHandlers,
  readProfile,
  type Session,
  sha256,
} from '#platform';
import type { AuthDependencies } from './dependencies.ts';
import { HASH_OF_NOBODY, hashPassword, isOutdated, verifyPassword } from './password.ts';
import { sessionAnswer, sessionEnd } from './session-answer.ts';

/** Signs in: a new session, an access token, and a refresh token in a cookie or in the body. */
export function loginRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['login'] {
  const { table, accountsTable, limiter, signToken, now } = dependencies;
  return async ({ body, client }) => {
    if (body.session === 'cookie' && isBrowser(client) && !isOwnPage(client))
      throw new Problem('origin_refused');
    const attempt = await limiter('login', client.address, body.email);
    const profile = await findProfile(dependencies, body.email);
    const isRight = await verifyPassword(body.password, profile?.passwordHash ?? HASH_OF_NOBODY);
    if (profile === undefined || !isRight) throw new Problem('invalid_credentials');
    if (isOutdated(profile.passwordHash)) await upgradeHash(dependencies, profile, body.password);

    const [family, secret] = [newSecret(), newSecret()];
    const endsAt = sessionEnd(now());
    const session: Session = {
      id: newId(now()),
      user: profile.id,
      createdAt: now().toISOString(),
      lastUsedAt: now().toISOString(),
      endsAt: endsAt.toISOString(),
      address: client.address,
      familyHash: sha256(family),
      currentHash: sha256(secret),
      ...(client.userAgent !== undefined && { userAgent: client.userAgent }),
    };
    const Item = {
      ...accountKeys.session(profile.id, session.id),
      ...session,
      expires: Math.ceil(endsAt.getTime() / 1000),
    };
    await table.send(new PutCommand({ TableName: accountsTable, Item }));
    await attempt.succeeded();
    const accessToken = await signToken(profile.id, session.id);
    const refresh = { user: profile.id, session: session.id, family, secret };
    return sessionAnswer(profile, accessToken, refresh, endsAt, body.session);
  };
}

async function findProfile(
  { table, accountsTable }: AuthDependencies,
  email: string,
): Promise<Profile | undefined> {
  const Key = accountKeys.email(email);
  const { Item } = await table.send(new GetCommand({ TableName: accountsTable, Key, ConsistentRead: true }));
  // The second read is made for nobody too, so that both take as long.
  const user = Item === undefined ? 'nobody' : emailHolderSchema.parse(Item).user;
  return readProfile(table, accountsTable, user);
}

/** Nothing is lost where another sign-in was quicker: the next one looks again. */
async function upgradeHash(
  { table, accountsTable }: AuthDependencies,
  profile: Profile,
  password: string,
): Promise<void> {
  const changes = { set: { passwordHash: await hashPassword(password) } };
  const update = {
    TableName: accountsTable,
    Key: accountKeys.profile(profile.id),
    ...conditionalUpdate(changes, { passwordHash: profile.passwordHash }),
  };
  try {
    await table.send(new UpdateCommand(update));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
