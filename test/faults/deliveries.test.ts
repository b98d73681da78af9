import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleZip } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import {
  awaitStatus,
  decryptAndDownload,
  signedIn,
  upload,
  type VaultClient,
} from '../setup/vault-client.ts';
import { inspect, type VaultInspector } from '../setup/vault-inspector.ts';
import { startVault, type VaultProcess } from './vault-process.ts';

const MB = 1_000_000;
const ONCE = ['created', 'uploaded', 'encryption-started', 'encrypted'];
const NO_FILE = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

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

/** The event with which S3 reports a file's arrival. */
const arrivalOf = (file: string) => ({
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'staging' }, object: { key: `${owner}/${file}` } },
    },
  ],
});
const queueIsEmpty = async () => (await inspector.messagesOfWork()) === 0;

async function encryptedFile(): Promise<string> {
  const id = await upload(client, sampleZip());
  await awaitStatus(client, id, 'encrypted');
  return id;
}

describe('a message that is delivered more than once', () => {
  it('after its work was done changes nothing', async () => {
    const file = sampleZip();
    const id = await upload(client, file);
    await awaitStatus(client, id, 'encrypted');
    const stored = await inspector.objectsIn('vault', `${owner}/${id}`);
    expect(stored).toHaveLength(1);

    await inspector.sendWork(arrivalOf(id));
    for (const kind of ['encrypt', 'join']) await inspector.sendWork({ kind, owner, file: id });
    await until('an empty queue', queueIsEmpty);

    expect(await inspector.objectsIn('vault', `${owner}/${id}`)).toEqual(stored);
    expect(await inspector.historyOf(id)).toEqual(ONCE);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('while its work is being done does not have it done twice', async () => {
    const file = sampleZip('large.zip', 60 * MB);
    const id = await upload(client, file);
    for (let copy = 0; copy < 3; copy += 1) {
      await inspector.sendWork(arrivalOf(id));
      await inspector.sendWork({ kind: 'encrypt', owner, file: id });
    }
    await awaitStatus(client, id, 'encrypted');

    expect(await inspector.objectsIn('vault', `${owner}/${id}`)).toHaveLength(1);
    expect(await inspector.objectsIn('staging')).toEqual([]);
    expect(await inspector.historyOf(id)).toEqual(ONCE);
    expect((await decryptAndDownload(client, id)).bytes.equals(file.bytes)).toBe(true);
  });

  it('after the file was deleted brings nothing back', async () => {
    const id = await encryptedFile();
    await client.call('deleteFile', { params: { id } });
    const isGone = async () => (await inspector.objectsIn('vault', `${owner}/${id}`)).length === 0;
    await until('the ciphertext is gone', isGone);

    await inspector.sendWork(arrivalOf(id));
    await inspector.sendWork({ kind: 'encrypt', owner, file: id });
    await inspector.sendWork({ kind: 'decrypt', owner, file: id, operation: NO_FILE });
    // Behind a file that came later everything that stood before it in the queue has been looked at.
    await encryptedFile();

    expect(await client.problem('getFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
    expect(await isGone()).toBe(true);
  });
});

describe('an object that nobody awaits', () => {
  it.each([
    ['for a file that is encrypted already', async () => `${owner}/${await encryptedFile()}`],
    ['for no file at all', async () => `${owner}/${NO_FILE}`],
    ['under a key that is none of ours', async () => 'notes/plain text+1.txt'],
  ])('%s is deleted as it arrives', async (_, keyOf) => {
    await inspector.putIntoStaging(await keyOf(), 'late');
    await until('an empty bucket', async () => (await inspector.objectsIn('staging')).length === 0);
  });
});
