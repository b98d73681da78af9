import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { DUE, type ItemKey, newId } from '#aws';
import { objectKeys, vaultKeys, vaultPrefix } from '#vault';
import { samplePng, sampleZip } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import { awaitReady, signedIn, uploadEncrypted, userIdOf } from '../setup/vault-client.ts';
import { awsSettingsOf, inspectShared } from '../setup/vault-inspector.ts';

const vault = inject('vault');
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** Invokes the janitor. Its function name derives from its logical id in the template. */
async function runJanitor(): Promise<void> {
  if (vault.embedded === undefined) throw new Error('only an embedded vault lets a test invoke the janitor');
  const template = await readFile(join(inject('assembly'), 'Encrypt5.template.json'), 'utf8');
  const [id = ''] = /Janitor[0-9A-F]{8}/.exec(template) ?? [];
  const lambda = new LambdaClient(awsSettingsOf(vault.embedded));
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: `encrypt5-${id.toLowerCase()}`, Payload: '{}' }),
  );
  lambda.destroy();
  expect(FunctionError).toBeUndefined();
}

describe.runIf(vault.embedded !== undefined)('the janitor, as a function with its own rights', () => {
  it('deletes what has expired and resumes abandoned work in one round', async () => {
    using inspector = inspectShared(vault);
    /** Makes an item due, so that the janitor handles it in its next round. */
    const makeDue = (key: ItemKey, changes: Record<string, unknown> = {}) =>
      inspector.change(key, { ...changes, due: DUE, dueAt: LONG_AGO });
    const beginUpload = async (bucket: 'vault' | 'outbox', Key: string) => {
      const command = new CreateMultipartUploadCommand({ Bucket: await inspector.bucketNamed(bucket), Key });
      return (await inspector.s3.send(command)).UploadId ?? '';
    };
    const client = await signedIn(vault);
    const owner = userIdOf(client);

    // Two uploads that were declared and never sent, in one piece and in parts.
    const picture = samplePng();
    const declared = { name: picture.name, contentType: picture.contentType, size: picture.bytes.length };
    const { file: singleUpload } = await client.call('createFile', { body: declared });
    const { file: multipartUpload } = await client.call('createFile', {
      body: { ...declared, size: 40 * 2 ** 20 },
    });
    await makeDue(vaultKeys.file(owner, singleUpload.id));
    await makeDue(vaultKeys.file(owner, multipartUpload.id));

    // A decrypted copy that has expired.
    const id = await uploadEncrypted(client, sampleZip());
    const { operation } = await client.call('decryptFile', { params: { id } });
    await awaitReady(client, operation.id);
    await makeDue(vaultKeys.operation(owner, operation.id), { expiresAt: LONG_AGO });

    // Work whose worker has died.
    const abandoned = await uploadEncrypted(client, samplePng('abandoned.png'));
    await makeDue(vaultKeys.file(owner, abandoned), {
      status: 'encrypting',
      lease: { until: LONG_AGO },
      attempts: 1,
    });

    // Objects that appear for a deleted file after its first sweep.
    const deleted = await uploadEncrypted(client, samplePng('deleted.png'));
    await client.call('deleteFile', { params: { id: deleted } });
    // The deleter has finished. What arrives later is the janitor's to delete.
    await until(
      'the ciphertext to be gone',
      async () => (await inspector.objectsIn('vault', vaultPrefix(owner, deleted))).length === 0,
    );
    const late = { Bucket: await inspector.bucketNamed('vault'), Key: `${vaultPrefix(owner, deleted)}late` };
    await inspector.s3.send(new PutObjectCommand({ ...late, Body: 'late' }));
    const vaultUpload = { key: late.Key, uploadId: await beginUpload('vault', late.Key) };
    // A decryption that started at the moment of the deletion.
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
    await inspector.put({
      ...vaultKeys.operation(owner, orphan.id),
      ...orphan,
      uploadId,
      createdAt: LONG_AGO,
    });
    await makeDue(vaultKeys.tombstone(owner, deleted), { vaultUpload });

    // Invoked directly, because the next scheduled round may be a minute away.
    await runJanitor();

    await until('abandoned uploads to be gone', async () => {
      const records = [
        await inspector.item(vaultKeys.file(owner, singleUpload.id)),
        await inspector.item(vaultKeys.file(owner, multipartUpload.id)),
      ];
      return records.every((record) => record === undefined);
    });
    expect(await inspector.objectsIn('staging', objectKeys.staging(owner, multipartUpload.id))).toEqual([]);
    await until('the expired copy to be gone', async () => {
      const copies = await inspector.objectsIn('outbox', objectKeys.outbox(owner, operation.id));
      return (
        copies.length === 0 &&
        (await client.call('getOperation', { params: { id: operation.id } })).status === 'expired'
      );
    });
    await until('late objects of a deleted file to be gone', async () => {
      const left = [
        ...(await inspector.objectsIn('vault', late.Key)),
        ...(await inspector.objectsIn('outbox', copy)),
      ];
      return left.length === 0 && (await inspector.item(vaultKeys.operation(owner, orphan.id))) === undefined;
    });
    await until(
      'abandoned work to be finished',
      async () => (await client.call('getFile', { params: { id: abandoned } })).status === 'encrypted',
    );
  });
});
