import type { FileStatus } from '#contract';
import type { Life } from './transition.ts';

/**
 * The life of a file: every transition of `status`. Nothing else writes it. `docs/architecture.md` shows this table as a diagram
 * (`npm run docs`).
 */
export const fileLife = {
  createFile: {
    from: { none: 'POST /files' },
    to: 'uploading',
    event: 'created',
    fence: 'kept',
  },
  queueFile: {
    from: { uploading: 'the object arrived' },
    to: 'queued',
    event: 'uploaded',
    fence: 'kept',
  },
  leaseFile: {
    from: { queued: 'a worker takes the lease' },
    to: 'encrypting',
    event: 'encryption-started',
    fence: 'raised',
  },
  takeOverFile: {
    from: { encrypting: 'the lease expired, another worker takes it' },
    to: 'encrypting',
    fence: 'raised',
  },
  finishFile: {
    from: { encrypting: 'decrypted again, plaintext deleted' },
    to: 'encrypted',
    event: 'encrypted',
    fence: 'kept',
  },
  rejectFile: {
    from: {
      uploading: 'S3 refuses to join the parts',
      encrypting: 'size, type or checksum is not as declared',
    },
    to: 'rejected',
    event: 'rejected',
    fence: 'kept',
  },
  failFile: {
    from: { uploading: 'joining failed five times', encrypting: 'cannot succeed, or failed five times' },
    to: 'failed',
    event: 'failed',
    fence: 'kept',
  },
  retryFile: {
    from: { failed: 'POST /files/{id}/retry' },
    to: 'queued',
    event: 'retried',
    fence: 'kept',
  },
  shredFile: {
    from: {
      uploading: 'deleted, or no URL signed for three days',
      queued: 'deleted',
      encrypting: 'deleted',
      encrypted: 'deleted',
      rejected: 'deleted',
      failed: 'deleted',
    },
    to: 'none',
    event: 'shredded',
    needsSameHistory: true,
    fence: 'kept',
  },
} as const satisfies Life<FileStatus>;
