import { describe, expect, it } from 'vitest';
import type { FileRecord, OperationRecord } from '#vault';
import { fileSchema } from '../../../functions/contract/files.ts';
import { operationSchema } from '../../../functions/contract/operations.ts';
import { fileDetails, fileView, operationView } from '../../../functions/files/views.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 18, minutes));
const file: FileRecord = {
  id: '01BX5ZZKBKACTAV9WEVGEMMVRZ',
  owner: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  name: 'letter.pdf',
  size: 1000,
  contentType: 'application/pdf',
  status: 'encrypted',
  createdAt: at(0).toISOString(),
  encryptedAt: at(1).toISOString(),
  upload: { kind: 'multipart', uploadId: 'upload-id', partSize: 16, parts: 1, etags: ['"e"'] },
  signedUntil: at(15).toISOString(),
  fence: 1,
  attempts: 1,
  sha256: 'a'.repeat(64),
  plan: {
    header: new Uint8Array(3),
    key: 'vault-key',
    uploadId: 'vault-upload',
    source: { etag: '"s"' },
    frameLength: 2 ** 20,
    framesPerPart: 16,
    partsPerRun: 32,
  },
  stored: {
    key: 'vault-key',
    versionId: 'version',
    size: 1100,
    checksum: 'sum-1',
    headerDigest: 'digest',
    frameLength: 2 ** 20,
  },
  history: { sequence: 3, hash: 'hash' },
};
const operation: OperationRecord = {
  id: '01BX5ZZKBKACTAV9WEVGEMMVS0',
  owner: file.owner,
  file: file.id,
  kind: 'decrypt',
  status: 'ready',
  createdAt: at(0).toISOString(),
  fence: 1,
  attempts: 0,
  expiresAt: at(15).toISOString(),
};

describe('a file as its owner sees it', () => {
  it('matches the contract and reveals no keys, buckets, uploads or owners', () => {
    const text = JSON.stringify(fileSchema.parse(fileDetails(file)));
    for (const secret of ['vault-key', 'vault-upload', 'upload-id', 'version', 'digest', 'sum-1', file.owner])
      expect(text).not.toContain(secret);
  });

  it('has its SHA-256 in the details but not in lists', () => {
    expect(fileDetails(file).sha256).toBe(file.sha256);
    expect(fileView(file)).not.toHaveProperty('sha256');
  });

  it('has a progress only while it is being encrypted', () => {
    expect(fileView({ ...file, status: 'encrypting' }, 0.4).progress).toBe(0.4);
    expect(fileView({ ...file, status: 'encrypting' }).progress).toBe(0);
    expect(fileView(file, 0.4)).not.toHaveProperty('progress');
  });

  it('has the code and the text of its error', () => {
    expect(fileView({ ...file, status: 'rejected', error: 'content_mismatch' }).error).toEqual({
      code: 'content_mismatch',
      title: 'The content does not match the name and the type',
    });
  });
});

describe('an operation as its owner sees it', () => {
  it('matches the contract', () => {
    expect(operationSchema.parse(operationView(operation, at(1)))).toMatchObject({
      status: 'ready',
      progress: 1,
      fileId: file.id,
    });
  });

  it('is expired from its expiry on, even if its record still says ready', () => {
    const end = at(15).getTime();
    expect(operationView(operation, new Date(end - 1)).status).toBe('ready');
    expect(operationView(operation, new Date(end)).status).toBe('expired');
    expect(operationView({ ...operation, status: 'expired' }, at(0)).status).toBe('expired');
  });

  it.each([
    ['queued', 0],
    ['decrypting', 0.4],
    ['ready', 1],
    ['expired', 1],
    ['failed', 0],
  ] as const)('that is %s has a progress of %d', (status, progress) => {
    expect(operationView({ ...operation, status }, at(1), 0.4).progress).toBe(progress);
  });

  it('that has failed has an error', () => {
    const { error } = operationView({ ...operation, status: 'failed', error: 'integrity_failure' }, at(1));
    expect(error?.code).toBe('integrity_failure');
  });
});
