import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createSerialWriter, readIfPresent } from '../../kit/atomic-file.ts';
import { ACCOUNT, REGION } from '../../kit/resource.ts';
import { AwsError } from '../../kit/service.ts';

const secret = z.object({
  name: z.string(),
  description: z.string(),
  value: z.string(),
  versionId: z.string(),
  /** Milliseconds since the epoch. */
  created: z.number(),
});

export type Secret = z.output<typeof secret>;

/** The secrets of the local account, in one file that only the owner can read. */
export interface Secrets {
  /** Stores a secret. An existing one keeps its value. Resolves when it is on disk. */
  ensure(name: string, description: string, make: () => string): Promise<void>;
  /**
   * The secret by name or ARN.
   *
   * @throws AwsError `ResourceNotFoundException`
   */
  find(nameOrArn: string): Secret;
  /**
   * The value of `{{resolve:secretsmanager:…}}`: the whole secret, or one member of the JSON object that it is.
   *
   * @throws AwsError `ResourceNotFoundException`
   * @throws Error if there is no such member
   */
  resolve(nameOrArn: string, jsonKey?: string): string;
}

/** The ARN of a secret. It ends in six characters, random in AWS and derived here, so that the ARN is known in advance. */
export function secretArn(name: string): string {
  const suffix = createHash('sha256').update(`secret ${name}`).digest('hex').slice(0, 6);
  return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}-${suffix}`;
}

/** @param now - milliseconds since the epoch */
export async function openSecrets(folder: string, now: () => number): Promise<Secrets> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'secrets.json');
  const write = createSerialWriter(file);
  const stored = await readIfPresent(file);
  const known = z.array(secret).parse(stored ? JSON.parse(stored.toString()) : []);
  const secrets = new Map(known.map((one) => [one.name, one]));

  function find(nameOrArn: string): Secret {
    for (const one of secrets.values()) {
      if (nameOrArn === one.name || nameOrArn === secretArn(one.name)) return one;
    }
    throw new AwsError('ResourceNotFoundException', 400, "Secrets Manager can't find the specified secret.");
  }

  return {
    async ensure(name, description, make) {
      const { value, versionId, created } = secrets.get(name) ?? {
        value: make(),
        versionId: randomUUID(),
        created: now(),
      };
      secrets.set(name, { name, description, value, versionId, created });
      await write(JSON.stringify([...secrets.values()], null, 2));
    },
    find,
    resolve(nameOrArn, jsonKey) {
      const { name, value } = find(nameOrArn);
      if (jsonKey === undefined) return value;
      const member = z.record(z.string(), z.unknown()).parse(JSON.parse(value))[jsonKey];
      if (typeof member !== 'string') throw new Error(`The secret ${name} has no text ${jsonKey}.`);
      return member;
    },
  };
}
