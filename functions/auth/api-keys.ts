import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ApiKeyRecord,
  accountKeys,
  apiKeyRecordSchema,
  hasEnded,
  lastUses,
  newApiKeySecret,
  type Profile,
  readProfile,
  readSession,
  requireAdministrator,
  requireSecondFactor,
} from '#accounts';
import {
  backOff,
  change,
  newId,
  putNew,
  queryItems,
  requireItem,
  StaleRecord,
  type TableHandle,
  transact,
} from '#aws';
import { type ApiKey, Problem } from '#contract';
import { cursorAfter, idOfCursor, type RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';

/** How many keys an account may have that have not ended. */
export const MOST_KEYS = 20;
/** Days after which a key ends at the latest. */
export const LONGEST_DAYS = 366;
/** How often it is tried again when other keys are being made at the same time. */
const ATTEMPTS = 5;

/** Makes an API key. Its secret is in this answer and nowhere else: only a hash is kept. The owner gets a mail. */
export function createKeyRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['createKey'] {
  const { sendMail, now } = dependencies;
  return async ({ body, principal: { user, session } }) => {
    const at = now();
    requireEnd(body.expiresAt, at);
    const id = newId(at);
    const { secret, hash } = newApiKeySecret(user, id);
    const record: ApiKeyRecord = {
      id,
      user,
      name: body.name,
      scopes: body.scopes,
      createdAt: at.toISOString(),
      endsAt: new Date(body.expiresAt).toISOString(),
      hash,
    };
    await addKey(dependencies, record, session);
    await sendMail({ template: 'key-made', user, keyName: record.name, endsAt: record.endsAt });
    return { body: { ...keyView(record, undefined), secret } };
  };
}

/** Lists the caller's keys, the newest first; one that has ended is not there any more. */
export function listKeysRoute({
  accounts,
  activity,
  now,
}: AuthDependencies): RouteHandlers<'auth'>['listKeys'] {
  return async ({ query: { limit, cursor }, principal: { user } }) => {
    const [keys, uses] = await Promise.all([liveKeys(accounts, user, now()), lastUses(activity, user)]);
    const before = idOfCursor(cursor);
    const rest = keys.filter(({ id }) => before === undefined || id < before);
    const page = { items: rest.slice(0, limit), isMore: rest.length > limit };
    return {
      body: { items: page.items.map((key) => keyView(key, uses.get(key.id))), ...cursorAfter(page) },
    };
  };
}

/** Takes a key back; it is refused from then on. */
export function deleteKeyRoute({ accounts }: AuthDependencies): RouteHandlers<'auth'>['deleteKey'] {
  return async ({ params, principal: { user } }) => {
    try {
      await accounts.client.send(
        new DeleteCommand({
          TableName: accounts.name,
          Key: accountKeys.apiKey(user, params.id),
          ConditionExpression: 'attribute_exists(pk)',
        }),
      );
    } catch (cause) {
      if (cause instanceof ConditionalCheckFailedException) throw new Problem('key_not_found', { cause });
      throw cause;
    }
    return { body: undefined };
  };
}

/** Takes all keys of an account back. */
export async function deleteKeys(accounts: TableHandle, user: string, now: Date): Promise<void> {
  for (const { id } of await liveKeys(accounts, user, now))
    await accounts.client.send(
      new DeleteCommand({ TableName: accounts.name, Key: accountKeys.apiKey(user, id) }),
    );
}

/** @throws Problem `invalid_request` */
function requireEnd(expiresAt: string, now: Date): void {
  const milliseconds = new Date(expiresAt).getTime() - now.getTime();
  const message =
    milliseconds <= 0
      ? 'in the future'
      : milliseconds > LONGEST_DAYS * 24 * 3600_000
        ? `within ${LONGEST_DAYS} days`
        : undefined;
  if (message !== undefined)
    throw new Problem('invalid_request', { errors: [{ field: '/expiresAt', message }] });
}

/**
 * Stores a key, if there is room for it. Every key that is made counts up in the profile, so of two that are made at the same
 * time one sees the other. Whoever shuts an account out, or sets a new password for it, ends its sessions and then its keys: the
 * session is good when the key comes, so that none comes after that.
 *
 * @param session - in which it is made
 * @throws Problem `session_ended`, `too_many_keys`, `administrator_required`, `second_factor_required` or `conflict`
 */
async function addKey(dependencies: AuthDependencies, record: ApiKeyRecord, session: string): Promise<void> {
  const { accounts, registration, administratorsNeedSecondFactor, now } = dependencies;
  const { user, id } = record;
  for (let attempt = 1; ; attempt += 1) {
    const [profile, signedIn] = await Promise.all([
      readProfile(accounts, user),
      readSession(accounts, user, session),
    ]);
    if (profile === undefined || profile.disabledAt !== undefined) throw new Problem('session_ended');
    if (signedIn === undefined || hasEnded(signedIn, profile, now())) throw new Problem('session_ended');
    // Whoever could not use it is not to have it; it is asked again at every use.
    if (record.scopes.includes('metrics:read')) {
      requireAdministrator(profile, registration.administrators);
      if (administratorsNeedSecondFactor) requireSecondFactor(profile, signedIn.secondFactor);
    }
    if ((await liveKeys(accounts, user, now())).length >= MOST_KEYS)
      throw new Problem('too_many_keys', { detail: `At most ${MOST_KEYS}.` });
    const expires = Math.ceil(new Date(record.endsAt).getTime() / 1000);
    try {
      await transact(accounts, [
        change<Profile>(
          accounts,
          accountKeys.profile(user),
          { set: { keysMade: (profile.keysMade ?? 0) + 1 } },
          {
            keysMade: profile.keysMade,
            generation: profile.generation,
            disabledAt: undefined,
            closing: undefined,
          },
        ),
        requireItem(accounts, accountKeys.session(user, session)),
        putNew(accounts, accountKeys.apiKey(user, id), { ...record, expires }),
      ]);
      return;
    } catch (cause) {
      if (!(cause instanceof StaleRecord)) throw cause;
      if (attempt === ATTEMPTS) throw new Problem('conflict', { cause });
      await backOff(attempt);
    }
  }
}

/** Those that have not ended, newest first: few, however many DynamoDB has not tidied away yet. */
function liveKeys({ client, name }: TableHandle, user: string, now: Date): Promise<ApiKeyRecord[]> {
  const { pk, sk } = accountKeys.apiKey(user, '');
  const query = {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    FilterExpression: 'endsAt > :now',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk, ':now': now.toISOString() },
    ScanIndexForward: false,
    ConsistentRead: true,
  };
  return Array.fromAsync(queryItems({ client, name }, query, apiKeyRecordSchema));
}

function keyView(
  { id, name, scopes, createdAt, endsAt }: ApiKeyRecord,
  lastUsedAt: string | undefined,
): ApiKey {
  return {
    id,
    name,
    scopes,
    createdAt,
    expiresAt: endsAt,
    ...(lastUsedAt !== undefined && { lastUsedAt }),
  };
}
