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

/** Maximum number of keys of an account that have not expired. */
export const MAX_KEYS = 20;
/** Maximum lifetime of a key in days. */
export const MAX_DAYS = 366;
/** Maximum number of attempts if other keys are created at the same time. */
const ATTEMPTS = 5;

/** Creates an API key and sends an email to the owner. Only this response contains the secret. Only its hash is stored. */
export function createKeyRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['createKey'] {
  const { sendMail, now } = dependencies;
  return async ({ body, principal: { user, session } }) => {
    const at = now();
    requireValidExpiry(body.expiresAt, at);
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

/** Lists the caller's keys that have not expired, newest first. */
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

/** Revokes a key immediately. */
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

/** Revokes all keys of an account. */
export async function deleteKeys(accounts: TableHandle, user: string, now: Date): Promise<void> {
  for (const { id } of await liveKeys(accounts, user, now))
    await accounts.client.send(
      new DeleteCommand({ TableName: accounts.name, Key: accountKeys.apiKey(user, id) }),
    );
}

/** @throws Problem `invalid_request` */
function requireValidExpiry(expiresAt: string, now: Date): void {
  const milliseconds = new Date(expiresAt).getTime() - now.getTime();
  const message =
    milliseconds <= 0
      ? 'in the future'
      : milliseconds > MAX_DAYS * 24 * 3600_000
        ? `within ${MAX_DAYS} days`
        : undefined;
  if (message !== undefined)
    throw new Problem('invalid_request', { errors: [{ field: '/expiresAt', message }] });
}

/**
 * Stores a key if the account has fewer than the maximum. Each new key increments a counter in the profile, so that concurrent
 * requests detect each other. Disabling an account or resetting its password first ends the sessions and then revokes the keys.
 * The transaction requires a live session, so that no key is created after the revocation.
 *
 * @param session - the session of the request
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
    // The key would be refused at every use if its owner is not an administrator.
    if (record.scopes.includes('metrics:read')) {
      requireAdministrator(profile, registration.administrators);
      if (administratorsNeedSecondFactor) requireSecondFactor(profile, signedIn.secondFactor);
    }
    if ((await liveKeys(accounts, user, now())).length >= MAX_KEYS)
      throw new Problem('too_many_keys', { detail: `At most ${MAX_KEYS}.` });
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

/** The keys that have not expired, newest first. DynamoDB deletes expired items with a delay, so they are filtered. */
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
