import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { DUE, objectKeys, vaultKeys, vaultPrefix } from '#platform';
import { samplePng, sampleZip } from '../setup/sample-files.ts';
import { awaitStatus, signedIn, upload } from '../setup/vault-client.ts';

const vault = inject('vault');
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** What an administrator sees and does past the API: only so can a test have time pass for the function itself. */
async function lookInside(awsUrl: string, credentials: { accessKeyId: string; secretAccessKey: string }) {
  const settings = { region: 'eu-west-1', endpoint: awsUrl, credentials };
  const dynamo = new DynamoDBClient(settings);
  const tables = DynamoDBDocumentClient.from(dynamo);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const TableName = TableNames.find((name) => name.includes('tablesvault')) ?? '';
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const bucket = (kind: string) => Buckets.find(({ Name }) => Name?.includes(`storage${kind}`))?.Name ?? '';
  return {
    s3,
    bucket,
    item: async (Key: { pk: string; sk: string }) =>
      (await tables.send(new GetCommand({ TableName, Key }))).Item,
    /** Sets attributes of an item, and has the janitor look at it at his next round. */
    age: (Key: { pk: string; sk: string }, changes: Record<string, unknown> = {}) => {
      const all: Record<string, unknown> = { ...changes, due: DUE, dueAt: LONG_AGO };
      const names = Object.keys(all);
      return tables.send(
        new UpdateCommand({
          TableName,
          Key,
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, all[name]])),
        }),
      );
    },
    objects: async (kind: string, Prefix: string) => {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: bucket(kind), Prefix }),
      );
      const { Uploads = [] } = await s3.send(
        new ListMultipartUploadsCommand({ Bucket: bucket(kind), Prefix }),
      );
      return Versions.length + DeleteMarkers.length + Uploads.length;
    },
  };
}

/** Longer than the minute between two rounds. */
async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 180; attempt += 1) {
    if (await isSo()) return;
    await pause(500);
  }
  throw new Error(`it did not come about that ${what}`);
}

describe.runIf(vault.embedded !== undefined)('the janitor, as a function with its own rights', () => {
  it('ends what has ended and takes up what was dropped, within a round', async () => {
    const { awsUrl = '', ...credentials } = vault.embedded ?? { accessKeyId: '', secretAccessKey: '' };
    const inside = await lookInside(awsUrl, credentials);
    const client = await signedIn(vault);
    const owner = decodeJwt(client.accessToken ?? '').sub ?? '';

    // An upload that nobody ever sent, in one piece and in parts.
    const picture = samplePng();
    const declared = { name: picture.name, contentType: picture.contentType, size: picture.bytes.length };
    const { file: unsent } = await client.call('createFile', { body: declared });
    const { file: begun } = await client.call('createFile', { body: { ...declared, size: 40 * 2 ** 20 } });
    await inside.age(vaultKeys.file(owner, unsent.id));
    await inside.age(vaultKeys.file(owner, begun.id));

    // A decrypted copy whose time is over.
    const id = await upload(client, sampleZip());
    await awaitStatus(client, id, 'encrypted');
    const { operation } = await client.call('decryptFile', { params: { id } });
    await eventually('the copy is ready', async () => {
      const { status } = await client.call('getOperation', { params: { id: operation.id } });
      return status === 'ready';
    });
    await inside.age(vaultKeys.operation(owner, operation.id), { expiresAt: LONG_AGO });

    // Work that somebody took up and dropped.
    const dropped = await upload(client, samplePng('dropped.png'));
    await awaitStatus(client, dropped, 'encrypted');
    await inside.age(vaultKeys.file(owner, dropped), {
      status: 'encrypting',
      lease: { until: LONG_AGO },
      attempts: 1,
    });

    // What appears for a deleted file after its first sweep.
    const deleted = await upload(client, samplePng('deleted.png'));
    await awaitStatus(client, deleted, 'encrypted');
    await client.call('deleteFile', { params: { id: deleted } });
    const late = { Bucket: inside.bucket('vault'), Key: `${vaultPrefix(owner, deleted)}late` };
    await inside.s3.send(new PutObjectCommand({ ...late, Body: 'late' }));
    await inside.age(vaultKeys.tombstone(owner, deleted));

    await eventually('the uploads that never came are gone', async () => {
      const records = [
        await inside.item(vaultKeys.file(owner, unsent.id)),
        await inside.item(vaultKeys.file(owner, begun.id)),
      ];
      return records.every((record) => record === undefined);
    });
    expect(await inside.objects('staging', objectKeys.staging(owner, begun.id))).toBe(0);
    await eventually('the copy that has expired is gone', async () => {
      const gone = (await inside.objects('outbox', objectKeys.outbox(owner, operation.id))) === 0;
      return (
        gone && (await client.call('getOperation', { params: { id: operation.id } })).status === 'expired'
      );
    });
    await eventually(
      'what was late for a deleted file is gone',
      async () => (await inside.objects('vault', late.Key)) === 0,
    );
    await eventually(
      'dropped work is done',
      async () => (await client.call('getFile', { params: { id: dropped } })).status === 'encrypted',
    );
  });
});
