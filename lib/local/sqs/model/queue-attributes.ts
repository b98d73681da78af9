import { z } from 'zod';
import { AwsError } from '../../kit/service.ts';
import { defaultAttributes, type QueueAttributes } from './queue.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const ranges: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['DelaySeconds', [0, 900]],
  ['MaximumMessageSize', [1024, 1_048_576]],
  ['MessageRetentionPeriod', [60, 1_209_600]],
  ['ReceiveMessageWaitTimeSeconds', [0, 20]],
  ['VisibilityTimeout', [0, 43_200]],
]);

const redrive = z.strictObject({
  deadLetterTargetArn: z.string().startsWith('arn:aws:sqs:'),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});
const redriveAllow = z
  .strictObject({
    redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
    sourceQueueArns: z.array(z.string()).min(1).max(10).optional(),
  })
  .refine(
    ({ redrivePermission, sourceQueueArns }) =>
      (redrivePermission === 'byQueue') === (sourceQueueArns !== undefined),
  );

/**
 * Merges settings into those of a queue. An empty text removes an optional one.
 *
 * @throws AwsError `InvalidAttributeName`, `InvalidAttributeValue`
 */
export function mergeAttributes(
  current: QueueAttributes,
  changes: Readonly<Record<string, string>>,
): QueueAttributes {
  const merged: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    if (!isValid(name, value))
      throw new AwsError('InvalidAttributeValue', 400, `Invalid value for the parameter ${name}.`);
    if (value === '') delete merged[name];
    else merged[name] = value;
  }
  return { ...defaultAttributes, ...merged };
}

function isValid(name: string, value: string): boolean {
  const range = ranges.get(name);
  if (range !== undefined)
    return /^\d{1,9}$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1];
  switch (name) {
    case 'SqsManagedSseEnabled':
      return value === 'true' || value === 'false';
    case 'Policy':
      return value === '' || isJson(value);
    case 'RedrivePolicy':
      return value === '' || redrive.safeParse(fromJson(value)).success;
    case 'RedriveAllowPolicy':
      return value === '' || redriveAllow.safeParse(fromJson(value)).success;
    default:
      throw unknownAttribute(name);
  }
}

/** The attributes that `GetQueueAttributes` accepts. No queue has those of FIFO queues or of KMS keys. */
const readable: ReadonlySet<string> = new Set([
  ...Object.keys(defaultAttributes),
  'All',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'ContentBasedDeduplication',
  'CreatedTimestamp',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'LastModifiedTimestamp',
  'Policy',
  'QueueArn',
  'RedriveAllowPolicy',
  'RedrivePolicy',
]);

/**
 * @throws AwsError `InvalidAttributeName` for a name that no attribute of a queue has
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export function checkAttributeNames(names: readonly string[]): void {
  const unknown = names.find((name) => !readable.has(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
}

function unknownAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeName', 400, `Unknown Attribute ${name}.`);
}

/** The redrive policy of a queue, if it has one. */
export function redriveOf({ RedrivePolicy }: QueueAttributes): z.output<typeof redrive> | undefined {
  return RedrivePolicy === undefined ? undefined : redrive.parse(fromJson(RedrivePolicy));
}

/** The queues that may use a queue as dead-letter queue: all by default. */
export function redriveAllowOf({ RedriveAllowPolicy }: QueueAttributes): z.output<typeof redriveAllow> {
  return RedriveAllowPolicy === undefined
    ? { redrivePermission: 'allowAll' }
    : redriveAllow.parse(fromJson(RedriveAllowPolicy));
}

function isJson(text: string): boolean {
  return fromJson(text) !== undefined;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
