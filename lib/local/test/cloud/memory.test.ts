import { Agent } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { inspect } from '../../faults/vault-inspector.ts';
import { startVault } from '../../faults/vault-process.ts';
import { downloadLarge, peakMemory, uploadLarge } from '../../setup/large-object.ts';

const MIB = 2 ** 20;

it.runIf(process.platform === 'linux')(
  'objects go through the embedded cloud in less than 200 MB of memory, however large',
  { timeout: 120_000 },
  async () => {
    await using vault = await startVault();
    using inspector = inspect(vault.aws);
    const client = new S3Client({
      ...vault.aws,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const agent = new Agent({ keepAlive: true });
    // Larger than all the memory that it may take.
    const object = {
      Bucket: await inspector.bucketNamed('outbox'),
      Key: 'large',
      part: Buffer.alloc(64 * MIB, 'Encrypt5'),
      parts: 8,
    };
    await uploadLarge(client, agent, object);
    await downloadLarge(client, agent, object);
    client.destroy();
    agent.destroy();
    expect((await peakMemory(vault.pid())) ?? 0).toBeLessThan(200e6 / MIB);
  },
);
