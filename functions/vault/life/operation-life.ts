import type { OperationRecord } from '../operation-record.ts';
import type { Life } from './transition.ts';

/** The life of an operation: every transition of its `status`. Nothing else writes it. The events are those of its file. */
export const operationLife = {
  beginOperation: {
    from: { none: 'POST /files/{id}/decrypt, or a download of a share' },
    to: 'queued',
    event: 'decryption-requested',
    needsSameHistory: true,
    fence: 'kept',
  },
  leaseOperation: {
    from: { queued: 'a worker takes the lease' },
    to: 'decrypting',
    fence: 'raised',
  },
  takeOverOperation: {
    from: { decrypting: 'the lease expired, another worker takes it' },
    to: 'decrypting',
    fence: 'raised',
  },
  finishOperation: {
    from: { decrypting: 'every frame is authenticated' },
    to: 'ready',
    event: 'decrypted',
    fence: 'kept',
  },
  failOperation: {
    from: { decrypting: 'cannot succeed, or failed five times' },
    to: 'failed',
    event: 'decryption-failed',
    fence: 'kept',
  },
  expireOperation: {
    from: { ready: 'the copy expired' },
    to: 'expired',
    fence: 'kept',
  },
} as const satisfies Life<OperationRecord['status']>;
