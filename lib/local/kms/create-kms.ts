import { answerJson, type JsonOperation, type JsonProtocol } from '../front-door/index.ts';
import { AwsError, type Service } from '../kit/service.ts';
import type { KeyRing } from './model/key-ring.ts';
import { symmetricOperations } from './operations/encrypt.ts';
import { managementOperations } from './operations/manage-keys.ts';
import { signingOperations } from './operations/sign.ts';

/** Options of the service. */
export interface KmsOptions {
  readonly ring: KeyRing;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** The service, with a switch for tests of throttling. */
export interface KmsService extends Service {
  /** Answers the next calls with `ThrottlingException`. */
  throttle(calls: number): void;
}

/** AWS KMS, AWS JSON 1.1: symmetric keys (AES-256-GCM) and signing keys (ECDSA over P-256). */
export function createKmsService({ ring, now, report }: KmsOptions): KmsService {
  let throttled = 0;
  const operations: Record<string, JsonOperation> = {};
  const all = {
    ...symmetricOperations(ring),
    ...signingOperations(ring),
    ...managementOperations(ring, now),
  };
  for (const [name, operation] of Object.entries(all)) {
    operations[name] = (input, call) => {
      if (throttled > 0) {
        throttled--;
        throw new AwsError(
          'ThrottlingException',
          400,
          'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
        );
      }
      return operation(input, call);
    };
  }
  const protocol: JsonProtocol = { target: 'TrentService', version: '1.1', operations };
  return {
    name: 'kms',
    handle: (call) => answerJson(protocol, call, report),
    throttle(calls) {
      throttled = calls;
    },
    async close() {},
  };
}
