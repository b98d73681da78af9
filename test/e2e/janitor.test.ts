import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { decodeJwt } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { DUE, type ItemKey, newId } from '#aws';
import { objectKeys, vaultKeys, vaultPrefix } from '#vault';
import { samplePng, sampleZip } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import { awaitStatus, signedIn, upload } from '../setup/vault-client.ts';
import { type AwsSettings, inspect } from '../setup/vault-inspector.ts';

const vault = inject('vault');
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** Invokes the janitor. Its name derives from its logical id in the template. */
async function runJanitor(settings: AwsSettings): Promise<void> {
  const template = await readFile(join(inject('assembly'), 'Encrypt5.template.json'), 'utf8');
  const [id = ''] = /\bJanitor[0-9A-F]{8}/.exec(template) ?? [];
  const lambda = new LambdaClient(settings);
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: `encrypt5-${id.toLowerCase()}`, Payload: '{}' }),
  );
  lambda.destroy();
  expect(FunctionError).toBeUndefined();
}

describe.runIf(vault.embedded !== undefined)('the janitor, as a function with its own rights', () => {
  it('ends what has ended and takes up what was dropped, within a round', async () => {
    const { awsUrl = '', ...credentials } = vault.embedded ?? { accessKeyId: '', secretAccessKey: '' };
    using inside = inspect({ region: 'eu-west-1', endpoint: awsUrl, credentials });
    /** Has time pass for the function itself: the janitor looks at the item at his next round. */
    const age = (key: ItemKey, changes: Record<string, unknown> = {}) =>
      inside.change(key, { ...changes, due: DUE, dueAt: LONG_AGO });
    const beginUpload = async (bucket: 'vault' | 'outbox', Key: string) => {
      const command = new CreateMultipartUploadCommand({ Bucket: await inside.bucketNamed(bucket), Key });
      return (await inside.s3.send(command)).UploadId ?? '';
    };
    const client = await signedIn(vault);
    const owner = decodeJwt(client.accessToken ?? '').sub ?? '';

    // An upload that nobody ever sent, in one piece and in parts.
    const picture = samplePng();
    const declared = { name: picture.name, contentType: picture.contentType, size: picture.bytes.length };
    const { file: unsent } = await client.call('createFile', { body: declared });
    const { file: begun } = await client.call('createFile', { body: { ...declared, size: 40 * 2 ** 20 } });
    await age(vaultKeys.file(owner, unsent.id));
    await age(vaultKeys.file(owner, begun.id));

    // A decrypted copy whose time is over.
    const id = await upload(client, sampleZip());
    await awaitStatus(client, id, 'encrypted');
    const { operation } = await client.call('decryptFile', { params: { id } });
    await until('the copy to be ready', async () => {
      const { status } = await client.call('getOperation', { params: { id: operation.id } });
      return status === 'ready';
    });
    await age(vaultKeys.operation(owner, operation.id), { expiresAt: LONG_AGO });

    // Work that somebody took up and dropped.
    const dropped = await upload(client, samplePng('dropped.png'));
    await awaitStatus(client, dropped, 'encrypted');
    await age(vaultKeys.file(owner, dropped), {
      status: 'encrypting',
      lease: { until: LONG_AGO },
      attempts: 1,
    });

    // What appears for a deleted file after its first sweep.
    const deleted = await upload(client, samplePng('deleted.png'));
    await awaitStatus(client, deleted, 'encrypted');
    await client.call('deleteFile', { params: { id: deleted } });
    // By the deleter: what comes after him is the janitor's to delete.
    await until(
      'the ciphertext is gone',
      async () => (await inside.objectsIn('vault', vaultPrefix(owner, deleted))).length === 0,
    );
    const late = { Bucket: await inside.bucketNamed('vault'), Key: `${vaultPrefix(owner, deleted)}late` };
    await inside.s3.send(new PutObjectCommand({ ...late, Body: 'late' }));
    const vaultUpload = { key: late.Key, uploadId: await beginUpload('vault', late.Key) };
    // A decryption that was begun in the very moment of the deletion.
    const orphan = {
      id: newId(new Date()),
      owner,
      file: deleted,
      status: 'decrypting',
      fence: 1,
      attempts: 1,
    };
    const copy = objectKeys.outbox(owner, orphan.id);
    const uploadId = await beginUpload('outbox', copy);
    await inside.put({
      ...vaultKeys.operation(owner, orphan.id),
      ...orphan,
      uploadId,
      createdAt: LONG_AGO,
    });
    await age(vaultKeys.tombstone(owner, deleted), { vaultUpload });

    // A round of its own: the clock's next one may be a minute away.
    await runJanitor({ region: 'eu-west-1', endpoint: awsUrl, credentials });

    await until('the uploads that never came are gone', async () => {
      const records = [
        await inside.item(vaultKeys.file(owner, unsent.id)),
        await inside.item(vaultKeys.file(owner, begun.id)),
      ];
      return records.every((record) => record === undefined);
    });
    expect(await inside.objectsIn('staging', objectKeys.staging(owner, begun.id))).toEqual([]);
    await until('the copy that has expired is gone', async () => {
      const copies = await inside.objectsIn('outbox', objectKeys.outbox(owner, operation.id));
      return (
        copies.length === 0 &&
        (await client.call('getOperation', { params: { id: operation.id } })).status === 'expired'
      );
    });
    await until('what was late for a deleted file is gone', async () => {
      const left = [
        ...(await inside.objectsIn('vault', late.Key)),
        ...(await inside.objectsIn('outbox', copy)),
      ];
      return left.length === 0 && (await inside.item(vaultKeys.operation(owner, orphan.id))) === undefined;
    });
    await until(
      'dropped work is done',
      async () => (await client.call('getFile', { params: { id: dropped } })).status === 'encrypted',
    );
  });
});
