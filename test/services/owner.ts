import { mailSender, newId, publicKeyReader, workSender } from '#aws';
import { type FileType, fileTypes } from '#contract';
import type { Attest } from '#vault';
import { attest } from '../../functions/attestor/attest.ts';
import { deleteCiphertext } from '../../functions/deleter/delete-ciphertext.ts';
import { completeUploadRoute } from '../../functions/files/complete-upload.ts';
import { createFileRoute } from '../../functions/files/create-file.ts';
import { decryptFileRoute } from '../../functions/files/decrypt-file.ts';
import { deleteFileRoute } from '../../functions/files/delete-file.ts';
import type { FilesDependencies } from '../../functions/files/dependencies.ts';
import { getFileRoute } from '../../functions/files/get-file.ts';
import { historyRoute } from '../../functions/files/history.ts';
import { getOperationRoute } from '../../functions/files/operations.ts';
import { receiptRoute } from '../../functions/files/receipt.ts';
import { retryFileRoute } from '../../functions/files/retry-file.ts';
import { signPartsRoute } from '../../functions/files/sign-parts.ts';
import type { SampleFile } from '../setup/sample-files.ts';
import type { IdleVault } from './idle-vault.ts';
import { baseRequest, sessionOf } from './requests.ts';

/** A user with files in an idle vault. It calls the handlers of the file routes without HTTP. */
export interface Owner {
  readonly id: string;
  /** Creates a file and sends all of its bytes, or only the first part. */
  upload(file: SampleFile, how?: 'whole' | 'first part'): Promise<string>;
  file(id: string): ReturnType<ReturnType<typeof getFileRoute>>;
  retry(id: string): Promise<unknown>;
  delete(id: string): Promise<unknown>;
  /** @returns the id of the operation */
  decrypt(id: string): Promise<string>;
  operation(id: string): ReturnType<ReturnType<typeof getOperationRoute>>;
  history(id: string): ReturnType<ReturnType<typeof historyRoute>>;
  receipt(id: string): ReturnType<ReturnType<typeof receiptRoute>>;
}

/** The attestor of a vault, called without Lambda. `keyId` replaces the stack's signing key, as after a rotation. */
export function attestorOf(vault: IdleVault, keyId = vault.receiptsKey): Attest {
  const receiptsKey = { kms: vault.kms, keyId, readPublicKey: publicKeyReader(vault.kms, keyId) };
  return (request) => attest({ ...vault, receiptsKey, keysRecoveryDays: 7 }, request);
}

/** @param sendWork - replaces the work queue, for work items that get lost */
export function newOwner(vault: IdleVault, sendWork?: FilesDependencies['sendWork']): Owner {
  const sendMail = mailSender(vault.sqs, vault.mailQueue);
  const dependencies: FilesDependencies = {
    ...vault,
    sendWork: sendWork ?? workSender(vault.sqs, vault.workQueue),
    allowedTypes: Object.keys(fileTypes) as FileType[],
    maxFileSize: 2 ** 31,
    quota: { bytes: 2 ** 40, files: 1000 },
    sendMail,
    // The deleter runs at once, without its queue.
    sendDeletion: async (item) =>
      'file' in item ? deleteCiphertext({ ...vault, sendMail }, item) : undefined,
    attest: attestorOf(vault),
  };
  const id = newId(new Date());
  const request = { ...baseRequest, body: undefined, principal: sessionOf(id) };
  const of = (file: string) => ({ ...request, params: { id: file } });

  return {
    id,
    async upload({ name, contentType, bytes }, how = 'whole') {
      const body = { name, contentType, size: bytes.length };
      const created = (
        await createFileRoute(dependencies).create({ ...request, params: {}, body }, newId(new Date()))
      ).body;
      const { file, upload } = created;
      if (upload.kind === 'single') {
        await put(upload.url, bytes, upload.headers);
        return file.id;
      }
      const partNumbers = Array.from({ length: how === 'whole' ? upload.parts : 1 }, (_, index) => index + 1);
      const signed = await signPartsRoute(dependencies)({ ...of(file.id), body: { partNumbers } });
      const parts = [];
      for (const { partNumber, url } of signed.body.parts) {
        const start = (partNumber - 1) * upload.partSize;
        const etag = await put(url, bytes.subarray(start, start + upload.partSize));
        parts.push({ partNumber, etag });
      }
      if (how === 'whole') await completeUploadRoute(dependencies)({ ...of(file.id), body: { parts } });
      return file.id;
    },
    file: (file) => getFileRoute(dependencies)(of(file)),
    retry: (file) => retryFileRoute(dependencies)(of(file)),
    delete: (file) => deleteFileRoute(dependencies)(of(file)),
    decrypt: async (file) => (await decryptFileRoute(dependencies).create(of(file), newId(new Date()))).id,
    operation: (operation) => getOperationRoute(dependencies)(of(operation)),
    history: (file) => historyRoute(dependencies)({ ...of(file), query: { limit: 50 } }),
    receipt: (file) => receiptRoute(dependencies)(of(file)),
  };
}

async function put(url: string, bytes: Buffer, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  if (!response.ok) throw new Error(`S3 answered ${response.status}: ${await response.text()}`);
  return response.headers.get('etag') ?? '';
}
