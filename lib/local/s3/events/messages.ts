import { ACCOUNT, REGION } from '../../kit/resource.ts';
import { encodeKey } from '../http/encode-key.ts';
import { bucketArn } from '../http/object-address.ts';

/** The events that a bucket may report, without the prefix `s3:`. */
export type EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Post'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated'
  | 'LifecycleExpiration:Delete'
  | 'LifecycleExpiration:DeleteMarkerCreated';

/** The cause of an event. */
export interface Cause {
  readonly principal: string;
  readonly sourceAddress: string;
  readonly requestId: string;
}

/** An event of an object. */
export interface ObjectEvent {
  readonly name: EventName;
  readonly bucket: string;
  readonly key: string;
  /** Absent for a deleted object. */
  readonly size?: number;
  readonly etag?: string;
  /** Absent if the bucket never had versioning. */
  readonly versionId?: string;
  /** Increases with every change. Comparable among events of one key. */
  readonly sequence: number;
  readonly cause: Cause;
}

/** The message of "Event message structure" in the S3 user guide. */
export function renderEvent(event: ObjectEvent, configurationId: string, time: Date): string {
  const lifecycle = event.name.startsWith('LifecycleExpiration:');
  return JSON.stringify({
    Records: [
      {
        eventVersion: lifecycle ? '2.3' : '2.1',
        eventSource: 'aws:s3',
        awsRegion: REGION,
        eventTime: time.toISOString(),
        eventName: event.name,
        userIdentity: { principalId: event.cause.principal },
        requestParameters: { sourceIPAddress: event.cause.sourceAddress },
        responseElements: { 'x-amz-request-id': event.cause.requestId, 'x-amz-id-2': event.cause.requestId },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: {
            name: event.bucket,
            ownerIdentity: { principalId: ACCOUNT },
            arn: bucketArn(event.bucket),
          },
          object: {
            key: encodeKey(event.key),
            size: event.size,
            eTag: event.etag,
            versionId: event.versionId,
            sequencer: event.sequence.toString(16).toUpperCase().padStart(18, '0'),
          },
        },
      },
    ],
  });
}

/** The test message to a queue in a new notification configuration. */
export function renderTestEvent(bucket: string, requestId: string, time: Date): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: time.toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: requestId,
  });
}
