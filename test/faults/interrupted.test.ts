import { describe, expect, it } from 'vitest';
import { sampleZip } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import { decryptAndDownload, signedIn, upload, uploadEncrypted } from '../setup/vault-client.ts';
import { inspect } from '../setup/vault-inspector.ts';
import { startVault } from './vault-process.ts';

const MB = 1_000_000;

describe('a vault that stops during its work', () => {
  it.each([
    ['killed', 'SIGKILL', { code: null, signal: 'SIGKILL' }],
    ['asked to stop', 'SIGTERM', { code: 0, signal: null }],
  ] as const)('because it was %s continues after a restart, and loses nothing', async (_, signal, end) => {
    await using process = await startVault();
    using inspector = inspect(process.aws);
    const client = await signedIn(process.vault);
    const [first, second] = [sampleZip('first.zip', 200 * MB), sampleZip('second.zip', 200 * MB)];
    const firstId = await uploadEncrypted(client, first);

    const secondId = await upload(client, second);
    const { operation } = await client.call('decryptFile', { params: { id: firstId } });
    const statuses = async () => {
      const encryption = await client.call('getFile', { params: { id: secondId } });
      const decryption = await client.call('getOperation', { params: { id: operation.id } });
      return `${encryption.status}, ${decryption.status}`;
    };
    await until('both to start', async () => (await statuses()) === 'encrypting, decrypting');
    expect(await process.end(signal)).toEqual(end);

    await process.start();
    expect(await statuses()).toBe('encrypting, decrypting');
    await until('both to finish', async () => (await statuses()) === 'encrypted, ready');

    const { download } = await client.call('getOperation', { params: { id: operation.id } });
    const copy = await fetch(download?.url ?? '');
    expect(Buffer.from(await copy.arrayBuffer()).equals(first.bytes)).toBe(true);
    expect((await decryptAndDownload(client, secondId)).bytes.equals(second.bytes)).toBe(true);

    expect(await inspector.objectsIn('staging')).toEqual([]);
    expect(await inspector.objectsIn('vault')).toHaveLength(2);
    expect(await inspector.historyOf(secondId)).toEqual([
      'created',
      'uploaded',
      'encryption-started',
      'encrypted',
      'decryption-requested',
      'decrypted',
    ]);
    await until('an empty queue', async () => (await inspector.messagesOfWork()) === 0);
  });
});
