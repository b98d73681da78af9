import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResourceProvider } from '../kit/resource.ts';
import { AwsError, type Service } from '../kit/service.ts';
import { createJournal, type Notify, type OnRefusal } from './events/journal.ts';
import { createEvents } from './events/subscriptions.ts';
import { answerPreflight, evaluateCors } from './http/bucket-cors.ts';
import { handleCall } from './http/handle-call.ts';
import { parseAddress } from './http/object-address.ts';
import { sendEmpty, sendError, setHeaders } from './http/respond.ts';
import { sweepLifecycles } from './model/lifecycle.ts';
import type { S3Context } from './model/s3-context.ts';
import { createBucketPolicyProvider, createBucketProvider } from './providers.ts';
import { createBuckets, type PolicyDocument } from './storage/buckets.ts';
import { openStore } from './storage/store.ts';
import { createUploads } from './storage/uploads.ts';
import { createVersions } from './storage/versions.ts';

const SWEEP_INTERVAL = 60_000;

export interface S3Options {
  /** The data folder of S3, created if it is missing. One process at a time. */
  readonly folder: string;
  /** `host:port` of the AWS port, as in presigned URLs. */
  readonly endpointHost: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly randomBytes: (size: number) => Buffer;
  /** Sends an event to a queue. S3 retries until it resolves, also after a restart. */
  readonly notify: Notify;
  readonly onRefusal: OnRefusal;
  /** Receives errors without a caller, for example of a sweep on a full disk. */
  readonly report: (error: unknown) => void;
}

/** The local S3. */
export interface S3 {
  readonly service: Service;
  /** `AWS::S3::Bucket` and `AWS::S3::BucketPolicy`. */
  readonly providers: readonly ResourceProvider[];
  /** Answers a CORS preflight (`OPTIONS`), which is never signed. */
  preflight(request: IncomingMessage, response: ServerResponse): void;
  /** Adds the bucket's CORS headers to an answer of the front door, such as a refused signature. */
  allowOrigin(request: IncomingMessage, response: ServerResponse): void;
  /** The policy of a bucket, for IAM to evaluate. */
  bucketPolicy(bucket: string): PolicyDocument | undefined;
  /** Starts to deliver events, including those of the last process. No event is delivered before. */
  deliverEvents(): void;
  /** Applies the lifecycle rules now. The service does it every minute. */
  sweep(): void;
}

/** Opens S3 on its folder. */
export function createS3(options: S3Options): S3 {
  const { now, endpointHost } = options;
  // 24 random bytes are 32 characters.
  const randomId = () => options.randomBytes(24).toString('base64url');
  const store = openStore(options.folder, randomId);
  const buckets = createBuckets(store, now);
  const journal = createJournal(store, options.notify, options.onRefusal);
  const events = createEvents(buckets, journal, options.notify, now, randomId);
  const versions = createVersions(store);
  const uploads = createUploads(store);
  const s3: S3Context = { store, buckets, versions, uploads, events, journal, endpointHost, now, randomId };

  const calls = new Set<Promise<void>>();
  const timer = setInterval(() => {
    try {
      sweepLifecycles(s3);
    } catch (error) {
      options.report(error);
    }
  }, SWEEP_INTERVAL);
  timer.unref();

  function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    if (origin === undefined) return;
    const rules = corsRules(s3, request) ?? [];
    setHeaders(response, evaluateCors(rules, { origin, method: request.method ?? '', headers: [] }) ?? {});
  }

  function follow(handling: Promise<void>): Promise<void> {
    const followed = handling.finally(() => calls.delete(followed));
    calls.add(followed);
    return followed;
  }

  return {
    service: {
      name: 's3',
      handle: (call) => {
        allowOrigin(call.request, call.response);
        return follow(handleCall(s3, call));
      },
      close: async () => {
        clearInterval(timer);
        await Promise.allSettled(calls);
        await journal.close();
        await store.close();
      },
    },
    providers: [
      createBucketProvider(buckets, endpointHost, events.verify),
      createBucketPolicyProvider(buckets),
    ],
    preflight: (request, response) => {
      try {
        const header = (name: string) => request.headers[name]?.toString();
        sendEmpty(response, 200, answerPreflight(corsRules(s3, request), header));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        sendError(request, response, randomId(), error);
      }
    },
    allowOrigin,
    bucketPolicy: buckets.policy,
    deliverEvents: journal.open,
    sweep: () => sweepLifecycles(s3),
  };
}

function corsRules(s3: S3Context, request: IncomingMessage) {
  const bucket = bucketOf(request);
  return bucket === undefined
    ? undefined
    : s3.buckets.find(bucket)?.configuration.CorsConfiguration?.CorsRules;
}

/** The bucket that a request names; undefined if the URL does not parse. */
function bucketOf(request: IncomingMessage): string | undefined {
  try {
    return parseAddress(request.url ?? '').bucket;
  } catch {
    return undefined;
  }
}
