import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, putNew, transact } from '#aws';
import { type OperationRecord, objectKeys, vaultKeys } from '#vault';
import { type IdleVault, openIdleVault } from '../services/idle-vault.ts';
import { type SampleFile, samplePdf, samplePng, sampleZip } from '../setup/sample-files.ts';
import { createStage, type Death, type Stage } from './stage.ts';

const MIB = 2 ** 20;

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault?.[Symbol.asyncDispose]());

const cases = [
  { what: 'a small file', file: samplePng(), spreading: undefined },
  {
    what: 'a file of several parts that is spread',
    file: sampleZip('spread.zip', 9 * MIB),
    spreading: { above: MIB, run: 32 * MIB },
  },
] as const;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Tries a death after each call of the worker, until the worker makes fewer calls. A death before a call has the same
 * effect as a death after the previous one, so only the first call is tried both ways.
 */
async function atEveryCall(attempt: (death: Death) => Promise<number>): Promise<number> {
  await attempt({ call: 1, moment: 'before' });
  for (let call = 1; ; call += 1) if ((await attempt({ call, moment: 'after' })) < call) return call - 1;
}

async function encrypt(stage: Stage, file: SampleFile, death?: Death) {
  const record = await stage.stageFile(file.bytes, file.name, file.contentType);
  stage.send({ kind: 'arrival', key: objectKeys.staging(stage.owner, record.id) });
  const calls = await stage.work(death);
  return { id: record.id, calls };
}

async function decrypt(stage: Stage, file: string, death?: Death) {
  const now = new Date();
  const operation: OperationRecord = {
    id: newId(now),
    owner: stage.owner,
    file,
    kind: 'decrypt',
    status: 'queued',
    createdAt: now.toISOString(),
    fence: 0,
    attempts: 0,
  };
  await transact(vault.table, [
    putNew(vault.table, vaultKeys.operation(stage.owner, operation.id), operation),
  ]);
  stage.send({ kind: 'decrypt', owner: stage.owner, file, operation: operation.id });
  return { id: operation.id, calls: await stage.work(death) };
}

describe.each(cases)(
  'a worker that is killed at any call, with $what',
  { timeout: 120_000 },
  ({ file, spreading }) => {
    it('leaves work that another finishes: one valid ciphertext, no plaintext, the owner notified', async () => {
      const calls = await atEveryCall(async (death) => {
        const stage = createStage(vault, spreading);
        const { id, calls } = await encrypt(stage, file, death);
        const where = `killed ${death.moment} call ${death.call}`;

        const record = await stage.file(id);
        expect(record, where).toMatchObject({ status: 'encrypted', sha256: sha256(file.bytes) });
        expect(await stage.objects('staging'), where).toEqual({ versions: [], uploads: [] });
        expect(await stage.objects('vault'), where).toEqual({ versions: [record?.stored?.key], uploads: [] });
        const notifications = stage.mails.filter(({ template }) => template === 'file-encrypted');
        expect(notifications.length, where).toBeGreaterThanOrEqual(1);
        expect(notifications.length, where).toBeLessThanOrEqual(2);
        expect(await stage.historyOf(id), where).toEqual([
          'created',
          'uploaded',
          'encryption-started',
          'encrypted',
        ]);
        return calls;
      });
      expect(calls).toBeGreaterThan(10);
    });

    it('leaves a decryption that another finishes: the same bytes, no unfinished copy', async () => {
      const stage = createStage(vault, spreading);
      const encrypted = await encrypt(stage, file);
      const calls = await atEveryCall(async (death) => {
        const { id, calls } = await decrypt(stage, encrypted.id, death);
        const where = `killed ${death.moment} call ${death.call}`;
        expect(await stage.operation(id), where).toMatchObject({ status: 'ready' });
        expect(await stage.digestOf('outbox', objectKeys.outbox(stage.owner, id)), where).toBe(
          sha256(file.bytes),
        );
        expect((await stage.objects('outbox')).uploads, where).toEqual([]);
        return calls;
      });
      expect(calls).toBeGreaterThan(10);
    });
  },
);

describe('a worker that is killed at any call, with a file of the wrong type', () => {
  it('leaves a rejection that another finishes: nothing stored, the owner notified', {
    timeout: 120_000,
  }, async () => {
    const { bytes } = samplePdf();
    const calls = await atEveryCall(async (death) => {
      const stage = createStage(vault);
      const { id, calls } = await encrypt(
        stage,
        { name: 'picture.png', contentType: 'image/png', bytes },
        death,
      );
      const where = `killed ${death.moment} call ${death.call}`;
      expect(await stage.file(id), where).toMatchObject({ status: 'rejected', error: 'content_mismatch' });
      expect(await stage.objects('staging'), where).toEqual({ versions: [], uploads: [] });
      expect(await stage.objects('vault'), where).toEqual({ versions: [], uploads: [] });
      expect(
        stage.mails.map(({ template }) => template),
        where,
      ).toContain('file-rejected');
      return calls;
    });
    expect(calls).toBeGreaterThan(5);
  });
});
