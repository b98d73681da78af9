import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryDependencies } from '../../../functions/encryptor/take-delivery.ts';
import { samplePdf, sampleZip } from '../../setup/sample-files.ts';
import { openClients } from '../clients.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';
import { newOwner, type Owner } from '../owner.ts';
import { historyOf, stored, versionsOf } from '../stored.ts';
import {
  decryptedBytes,
  deliver,
  encryptorOf,
  loseWork,
  MAX_RECEIVES,
  receiveNext,
  workOff,
} from '../worker.ts';

const MIB = 2 ** 20;
const LEASE = 60_000;

let vault: IdleVault;
let owner: Owner;
let encryptor: DeliveryDependencies;
beforeAll(async () => {
  vault = await openIdleVault();
  encryptor = encryptorOf(vault);
});
beforeEach(async () => {
  owner = newOwner(vault);
  await loseWork(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

const file = async (id: string) => (await owner.file(id)).body;

describe('a disabled KMS wrapping key', () => {
  it('fails a file after the last delivery and keeps its plaintext; a retry succeeds', async () => {
    const letter = samplePdf();
    const id = await owner.upload(letter);
    const message = await receiveNext(vault);
    await vault.kms.send(new DisableKeyCommand({ KeyId: vault.wrappingKey }));
    try {
      for (let receives = 1; receives < MAX_RECEIVES; receives += 1) {
        await expect(deliver(encryptor, message, receives)).rejects.toMatchObject({
          name: 'DisabledException',
        });
        expect(await file(id)).toMatchObject({ status: 'encrypting' });
        vault.pass(LEASE);
      }
      await deliver(encryptor, message, MAX_RECEIVES);
      expect(await file(id)).toMatchObject({ status: 'failed', error: { code: 'key_unavailable' } });
      expect(await versionsOf(vault, 'staging', `${owner.id}/${id}`)).toHaveLength(1);
    } finally {
      await vault.kms.send(new EnableKeyCommand({ KeyId: vault.wrappingKey }));
    }
    await owner.retry(id);
    await workOff(vault);
    expect(await file(id)).toMatchObject({ status: 'encrypted' });
    expect(await file(id)).not.toHaveProperty('error');
    expect((await decryptedBytes(vault, owner, id)).equals(letter.bytes)).toBe(true);
    expect((await historyOf(vault, id)).slice(0, 7)).toEqual([
      'created',
      'uploaded',
      'encryption-started',
      'failed',
      'retried',
      'encryption-started',
      'encrypted',
    ]);
  });

  it('fails a decryption with its cause, and leaves no copy', async () => {
    const id = await owner.upload(samplePdf());
    await workOff(vault);
    const operation = await owner.decrypt(id);
    const message = await receiveNext(vault);
    await vault.kms.send(new DisableKeyCommand({ KeyId: vault.wrappingKey }));
    try {
      await deliver(encryptor, message, MAX_RECEIVES);
    } finally {
      await vault.kms.send(new EnableKeyCommand({ KeyId: vault.wrappingKey }));
    }
    expect((await owner.operation(operation)).body).toMatchObject({
      status: 'failed',
      error: { code: 'key_unavailable' },
    });
    expect(await stored(vault, 'outbox', `${owner.id}/${operation}`)).toEqual([]);
    expect(await file(id)).toMatchObject({ status: 'encrypted' });
  });
});

describe('a replaced source', () => {
  const [first, second] = [sampleZip('a.zip', 20 * MIB), sampleZip('a.zip', 20 * MIB)];
  const replace = (id: string) =>
    vault.s3.send(
      new PutObjectCommand({
        Bucket: vault.buckets.staging,
        Key: `${owner.id}/${id}`,
        Body: second.bytes,
        ContentType: second.contentType,
      }),
    );

  it('during encryption is encrypted as the one or the other, never as a mixture', async () => {
    const id = await owner.upload(first);
    await deliver(encryptor, await receiveNext(vault));
    const message = await receiveNext(vault);
    const clients = openClients(vault.settings);
    let written = 0;
    clients.s3.middlewareStack.add(
      (next, context) => async (input) => {
        const answer = await next(input);
        if (context['commandName'] === 'UploadPartCommand' && ++written === 1) await replace(id);
        return answer;
      },
      { step: 'initialize' },
    );
    const watched = { ...encryptor, s3: clients.s3 };
    // Parts that were read before are of the first version. Later reads fail, because they ask for the pinned version.
    await deliver(watched, message).catch(() => undefined);
    vault.pass(LEASE);
    await deliver(encryptor, message, 2);
    clients.close();
    await workOff(vault);

    expect(await file(id)).toMatchObject({ status: 'encrypted' });
    const bytes = await decryptedBytes(vault, owner, id);
    expect(bytes.equals(first.bytes) || bytes.equals(second.bytes)).toBe(true);
    expect(await stored(vault, 'vault', `${owner.id}/${id}`)).toHaveLength(1);
    expect(await stored(vault, 'staging', `${owner.id}/${id}`)).toEqual([]);
  });

  it('between two attempts is encrypted again as a new ciphertext', async () => {
    const id = await owner.upload(first);
    await deliver(encryptor, await receiveNext(vault));
    const message = await receiveNext(vault);
    const clients = openClients(vault.settings);
    const unfinished: unknown[] = [];
    clients.s3.middlewareStack.add(
      (next, context) => async (input) => {
        if (context['commandName'] === 'CompleteMultipartUploadCommand') {
          unfinished.push(...(await stored(vault, 'vault', `${owner.id}/${id}`)));
          throw new Error('S3 does not answer');
        }
        return next(input);
      },
      { step: 'initialize' },
    );
    await expect(deliver({ ...encryptor, s3: clients.s3 }, message)).rejects.toThrow('S3 does not answer');
    clients.close();
    expect(unfinished).toHaveLength(1);

    await replace(id);
    vault.pass(LEASE);
    await deliver(encryptor, message, 2);
    await workOff(vault);
    expect((await decryptedBytes(vault, owner, id)).equals(second.bytes)).toBe(true);
    const remaining = await stored(vault, 'vault', `${owner.id}/${id}`);
    expect(remaining).toHaveLength(1);
    expect(remaining).not.toEqual(unfinished);
  });
});

describe('two workers with the same work item', () => {
  it('at the same time: one encrypts, and the other does nothing', async () => {
    const letter = samplePdf();
    const id = await owner.upload(letter);
    const message = await receiveNext(vault);
    await vault.sqs.send(new SendMessageCommand({ QueueUrl: vault.workQueue, MessageBody: message.Body }));
    const again = await receiveNext(vault);

    const outcomes = await Promise.allSettled([deliver(encryptor, message), deliver(encryptor, again)]);
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    expect(await file(id)).toMatchObject({ status: 'encrypted' });
    expect(await stored(vault, 'vault', `${owner.id}/${id}`)).toHaveLength(1);
    expect(await historyOf(vault, id)).toEqual(['created', 'uploaded', 'encryption-started', 'encrypted']);
    expect((await decryptedBytes(vault, owner, id)).equals(letter.bytes)).toBe(true);
  });
});

describe('an attempt after a failed one', () => {
  it('does not encrypt parts again that are already written', async () => {
    const large = sampleZip('a.zip', 50 * MIB);
    const id = await owner.upload(large);
    await deliver(encryptor, await receiveNext(vault));
    const message = await receiveNext(vault);
    const clients = openClients(vault.settings);
    const written: number[] = [];
    let lastPartFails = true;
    clients.s3.middlewareStack.add(
      (next) => async (input) => {
        const part =
          'PartNumber' in input.input && 'Body' in input.input ? input.input.PartNumber : undefined;
        if (part === 4 && lastPartFails) throw new Error('S3 does not answer');
        const answer = await next(input);
        if (part !== undefined) written.push(part);
        return answer;
      },
      { step: 'initialize' },
    );
    const watched = { ...encryptor, s3: clients.s3 };
    await expect(deliver(watched, message)).rejects.toThrow('S3 does not answer');
    expect(written).not.toEqual([]);
    lastPartFails = false;
    vault.pass(LEASE);
    await deliver(watched, message, 2);
    clients.close();

    expect(written.length).toBe(new Set(written).size);
    expect((await decryptedBytes(vault, owner, id)).equals(large.bytes)).toBe(true);
  });
});
