import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleZip } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import {
  awaitStatus,
  decryptAndDownload,
  signedIn,
  UNKNOWN_ID,
  upload,
  uploadEncrypted,
  type VaultClient,
} from '../setup/vault-client.ts';
import { inspect, type VaultInspector } from '../setup/vault-inspector.ts';
import { startVault, type VaultProcess } from './vault-process.ts';

const MB = 1_000_000;
const ENCRYPTED_ONCE = ['created', 'uploaded', 'encryption-started', 'encrypted'];

let running: VaultProcess;
let inspector: VaultInspector;
let client: VaultClient;
let owner: string;

beforeAll(async () => {
  running = await startVault();
  inspector = inspect(running.aws);
  client = await signedIn(running.vault);
  owner = (await client.call('validate')).user.id;
});
afterAll(async () => {
  inspector?.[Symbol.dispose]();
  await running?.[Symbol.asyncDispose]();
});

/** The event with which S3 reports the upload of a file. */
const arrivalOf = (file: string) => ({
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'staging' }, object: { key: `${owner}/${file}` } },
    },
  ],
});
const queueIsEmpty = async () => (await inspector.messagesOfWork()) === 0;

describe('a work item that is delivered more than once', () => {
  it('changes nothing after its work is done', async () => {
    const file = sampleZip();
    const id = await uploadEncrypted(client, file);
    const stored = await inspector.objectsIn('vault', `${owner}/${id}`);
    expect(stored).toHaveLength(1);

    await inspector.sendWork(arrivalOf(id));
    for (const kind of ['encrypt', 'join']) await inspector.sendWork({ kind, owner, file: id });
    await until('an empty queue', queueIsEmpty);

    expect(await inspector.objectsIn('vault', `${owner}/${id}`)).toEqual(stored);
    expect(await inspector.historyOf(id)).toEqual(ENCRYPTED_ONCE);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('is not handled twice at the same time', async () => {
    const file = sampleZip('large.zip', 60 * MB);
    const id = await upload(client, file);
    for (let copy = 0; copy < 3; copy += 1) {
      await inspector.sendWork(arrivalOf(id));
      await inspector.sendWork({ kind: 'encrypt', owner, file: id });
    }
    await awaitStatus(client, id, 'encrypted');

    expect(await inspector.objectsIn('vault', `${owner}/${id}`)).toHaveLength(1);
    expect(await inspector.objectsIn('staging')).toEqual([]);
    expect(await inspector.historyOf(id)).toEqual(ENCRYPTED_ONCE);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('does not restore a deleted file', async () => {
    const id = await uploadEncrypted(client, sampleZip());
    await client.call('deleteFile', { params: { id } });
    const isGone = async () => (await inspector.objectsIn('vault', `${owner}/${id}`)).length === 0;
    await until('the ciphertext to be gone', isGone);

    await inspector.sendWork(arrivalOf(id));
    await inspector.sendWork({ kind: 'encrypt', owner, file: id });
    await inspector.sendWork({ kind: 'decrypt', owner, file: id, operation: UNKNOWN_ID });
    // When a later file is encrypted, all earlier work items have been handled.
    await uploadEncrypted(client, sampleZip());

    expect(await client.problem('getFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
    expect(await isGone()).toBe(true);
  });
});

describe('an unexpected object', () => {
  it.each([
    [
      'for a file that is already encrypted',
      async () => `${owner}/${await uploadEncrypted(client, sampleZip())}`,
    ],
    ['for an unknown file', async () => `${owner}/${UNKNOWN_ID}`],
    ['under a malformed key', async () => 'notes/plain text+1.txt'],
  ])('%s is deleted on arrival', async (_, keyOf) => {
    await inspector.putIntoStaging(await keyOf(), 'late');
    await until('an empty bucket', async () => (await inspector.objectsIn('staging')).length === 0);
  });
});
