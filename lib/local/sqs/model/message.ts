import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../../kit/service.ts';
import { checkRange, invalidParameter } from '../errors.ts';

/** A typed attribute of a message. Binary values are base64. */
const messageAttribute = z.strictObject({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.base64().optional(),
});
export const messageAttributes = z.record(z.string(), messageAttribute);

export type MessageAttributes = z.output<typeof messageAttributes>;

/** A message to send. */
export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string | undefined;
  readonly groupId?: string | undefined;
  readonly delaySeconds?: number | undefined;
  /** Access key of the sender, or the service that sent it. */
  readonly senderId: string;
}

/** The limit of body and attributes, for one message and for a whole batch: 1 MiB. */
export const largestMessage = 1_048_576;

/** The bytes that count towards the limit. */
export function messageSize({ body, attributes }: Pick<NewMessage, 'body' | 'attributes'>): number {
  const sizes = Object.entries(attributes).map(
    ([name, { DataType, ...value }]) =>
      Buffer.byteLength(name) + Buffer.byteLength(DataType) + valueBytes(value).length,
  );
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}

/**
 * Checks a message against the limits of SQS.
 *
 * @throws AwsError `InvalidMessageContents`, `InvalidParameterValue`, `MissingParameter`
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function checkMessage(message: NewMessage, limit: number): void {
  if (message.body === '')
    throw new AwsError('MissingParameter', 400, 'The request must contain the parameter MessageBody.');
  const size = messageSize(message);
  if (size > limit) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(message.body)) {
    throw new AwsError(
      'InvalidMessageContents',
      400,
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  checkRange('DelaySeconds', message.delaySeconds, 0, 900);
  if (message.groupId !== undefined && !/^[\x21-\x7e]{1,128}$/.test(message.groupId)) {
    throw invalidParameter(
      `Value ${message.groupId} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  }
  const attributes = Object.entries(message.attributes);
  if (attributes.length > 10) {
    throw invalidParameter('Number of message attributes [more than 10] exceeds the allowed maximum [10].');
  }
  for (const [name, attribute] of attributes) checkAttribute(name, attribute);
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#message-attribute-components */
function checkAttribute(name: string, attribute: MessageAttributes[string]): void {
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name)) {
    throw invalidParameter(
      'Message (user) attribute name can contain upper and lower score alphabetic characters, digits, periods, hyphens and underscores. 1 to 256 in length.',
    );
  }
  if (/^(?:aws|amazon)\./i.test(name)) {
    throw invalidParameter(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use.",
    );
  }
  if (/^\.|\.\.|\.$/.test(name)) {
    throw invalidParameter(
      `Message (user) attribute name '${name}' can't start or end with a period, or have periods in succession.`,
    );
  }
  const type = /^(String|Number|Binary)(?:\..{1,256})?$/.exec(attribute.DataType)?.[1];
  if (type === undefined) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = type === 'Binary' ? attribute.BinaryValue : attribute.StringValue;
  if (value === undefined || value === '') {
    throw invalidParameter(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`,
    );
  }
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/**
 * MD5 of attributes, by name: lengths as four bytes, big-endian, before name, type and value; one byte tells text (1)
 * from binary (2).
 *
 * @returns undefined if there are no attributes
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const hash = createHash('md5');
  const update = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, ...value }] of entries) {
    update(Buffer.from(name));
    update(Buffer.from(DataType));
    hash.update(Buffer.from([value.BinaryValue === undefined ? 1 : 2]));
    update(valueBytes(value));
  }
  return hash.digest('hex');
}

function valueBytes(value: Omit<MessageAttributes[string], 'DataType'>): Buffer {
  return value.BinaryValue === undefined
    ? Buffer.from(value.StringValue ?? '')
    : Buffer.from(value.BinaryValue, 'base64');
}
