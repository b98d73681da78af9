import { describe, expect, it } from 'vitest';
import { sampleZip } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import { awaitStatus, decryptAndDownload, signedIn, upload } from '../setup/vault-client.ts';
import { inspect } from '../setup/vault-inspector.ts';
import { startVault } from './vault-process.ts';

const MB = 1_000_000;

describe('a vault that ends in the middle of its work', () => {
  // At the same time, because both wait most of the time: for the end of the lease that the worker had.
  it.concurrent.each([
    ['killed', 'SIGKILL', { code: null, signal: 'SIGKILL' }],
    ['asked to end', 'SIGTERM', { code: 0, signal: null }],
  ] as const)('because it was %s goes on after the next start, and loses nothing', async (_, signal, end) => {
    await using process = await startVault();
    using inspector = inspect(process.aws);
    const client = await signedIn(process.vault);
    const [first, second] = [sampleZip('first.zip', 200 * MB), sampleZip('second.zip', 200 * MB)];
    const firstId = await upload(client, first);
    await awaitStatus(client, firstId, 'encrypted');

    const secondId = await upload(client, second);
    const { operation } = await client.call('decryptFile', { params: { id: firstId } });
    const states = async () => {
      const encryption = await client.call('getFile', { params: { id: secondId } });
      const decryption = await client.call('getOperation', { params: { id: operation.id } });
      return `${encryption.status}, ${decryption.status}`;
    };
    await until('work on both', async () => (await states()) === 'encrypting, decrypting');
    expect(await process.end(signal)).toEqual(end);

    await process.start();
    expect(await states()).toBe('encrypting, decrypting');
    await until('the end of both', async () => (await states()) === 'encrypted, ready');

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
