import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ItemKey, readItem, sha256, type TableHandle } from '#aws';
import { Problem } from '#contract';
import { networkOf } from './network-of.ts';
import { type Limited, limits, NETWORK_WINDOW, type Rate } from './rates.ts';
import { giveBack, takeToken } from './token-bucket.ts';

/** Days for which a network stays known from which somebody got in. */
const KNOWN_DAYS = 90;

export interface LimiterDependencies {
  /** The table `Activity`. */
  readonly activity: TableHandle;
  /** Attempts of each kind that one network has in `NETWORK_WINDOW`. */
  readonly attemptsPerAddress: number;
  readonly now: () => Date;
}

/** An attempt that was let through. */
export interface Attempt {
  /**
   * To be called when it was the right password or code: what succeeds is not counted, neither against its subject nor against
   * the network, which is known from then on.
   */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt, before anything expensive is done for it. Nothing is asked of accounts: whoever does not exist is counted
 * like everybody else.
 *
 * @param address - of the client
 * @param subject - what is tried: the address that was typed, an account's id, a share's id; for a kind that counts subjects
 * @throws Problem `rate_limited`
 */
export type Limiter = <L extends Limited>(
  kind: L,
  address: string,
  ...subject: keyof (typeof limits)[L] extends never ? [] : [string]
) => Promise<Attempt>;

const knownSchema = z.object({ until: z.string() });

export function createLimiter({ activity, attemptsPerAddress, now }: LimiterDependencies): Limiter {
  const perNetwork: Rate = {
    burst: attemptsPerAddress,
    interval: Math.ceil(NETWORK_WINDOW / attemptsPerAddress),
  };
  return async (kind, address, ...[subject]) => {
    const network = networkOf(address);
    const ofNetwork = activityKeys.network(network, kind);
    await take(ofNetwork, perNetwork);
    if (subject === undefined) return { succeeded: async () => undefined };

    const { pair, subject: everywhere }: { pair?: Rate; subject?: Rate } = limits[kind];
    const taken: [ItemKey, Rate][] = [];
    const known = activityKeys.known(subject, network, kind);
    if (pair !== undefined) taken.push([activityKeys.pair(subject, network, kind), pair]);
    if (everywhere !== undefined && !(pair !== undefined && (await isKnown(known))))
      taken.push([activityKeys.subject(subject, kind), everywhere]);
    for (const [key, rate] of taken) await take(key, rate);
    taken.push([ofNetwork, perNetwork]);
    return {
      async succeeded() {
        await Promise.all(taken.map(([key, rate]) => giveBack(activity, key, rate, now())));
        if (pair !== undefined) await remember(known);
      },
    };
  };

  async function take(key: ItemKey, rate: Rate): Promise<void> {
    const wait = await takeToken(activity, key, rate, now());
    if (wait > 0) throw new Problem('rate_limited', { retryAfter: Math.ceil(wait / 1000) });
  }

  async function isKnown(key: ItemKey): Promise<boolean> {
    const known = await readItem(activity, key, knownSchema);
    return known !== undefined && new Date(known.until) > now();
  }

  async function remember(Key: ItemKey): Promise<void> {
    const until = new Date(now().getTime() + KNOWN_DAYS * 24 * 3600_000);
    await activity.client.send(
      new UpdateCommand({
        TableName: activity.name,
        Key,
        UpdateExpression: 'SET #until = :until, expires = :expires',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: {
          ':until': until.toISOString(),
          ':expires': Math.ceil(until.getTime() / 1000),
        },
      }),
    );
  }
}

/** Keys of items in the table `Activity`. Addresses, of mail and of networks, are hashed. */
const activityKeys = {
  network: (network: string, kind: Limited) => ({
    pk: `NETWORK#${sha256(network)}`,
    sk: `BUCKET#${kind}`,
  }),
  subject: (subject: string, kind: Limited) => ({ pk: subjectPartition(subject), sk: `BUCKET#${kind}` }),
  pair: (subject: string, network: string, kind: Limited) => ({
    pk: subjectPartition(subject),
    sk: `BUCKET#${kind}#${sha256(network)}`,
  }),
  known: (subject: string, network: string, kind: Limited) => ({
    pk: subjectPartition(subject),
    sk: `KNOWN#${kind}#${sha256(network)}`,
  }),
} as const;

/** Where everything about a subject is. */
export function subjectPartition(subject: string): string {
  return `SUBJECT#${sha256(subject)}`;
}
