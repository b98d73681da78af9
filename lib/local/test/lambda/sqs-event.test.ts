import { describe, expect, it } from 'vitest';
import { messagesDone, sqsBatches } from '../../lambda/event-sources/sqs-event.ts';

const messages = ['a', 'b', 'c'].map((MessageId) => ({
  MessageId,
  ReceiptHandle: `handle-${MessageId}`,
  Body: MessageId,
  MD5OfBody: 'md5',
}));

function done(answer: unknown, partialResponses = true): (string | undefined)[] {
  const outcome = { ok: true, payload: JSON.stringify(answer) ?? 'null', peakBytes: 0 } as const;
  return messagesDone(messages, outcome, partialResponses).map(({ MessageId }) => MessageId);
}

describe('which messages are done', () => {
  it.each<[string, unknown, string[]]>([
    ['no failures', { batchItemFailures: [] }, ['a', 'b', 'c']],
    ['some failures', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['a', 'c']],
    ['null', null, ['a', 'b', 'c']],
    ['an empty object', {}, ['a', 'b', 'c']],
    ['an empty string', '', ['a', 'b', 'c']],
    ['a null list', { batchItemFailures: null }, ['a', 'b', 'c']],
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'x' }] }, []],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, []],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }, []],
    ['a wrong key', { batchItemFailures: [{ id: 'b' }] }, []],
    ['no list', { batchItemFailures: 'b' }, []],
    ['a string that is no answer', 'fine', []],
  ])('after an answer with %s', (_, answer, expected) => {
    expect(done(answer)).toEqual(expected);
  });

  it('are none after an error, and all after any answer without partial responses', () => {
    const error = { errorType: 'Error', errorMessage: 'no', trace: [] };
    expect(messagesDone(messages, { ok: false, error, peakBytes: 0 }, true)).toEqual([]);
    expect(done({ batchItemFailures: [{ itemIdentifier: 'b' }] }, false)).toEqual(['a', 'b', 'c']);
  });
});

describe('the event', () => {
  it('has the shape that AWS documents', () => {
    const message = {
      MessageId: 'id',
      ReceiptHandle: 'handle',
      Body: '{}',
      MD5OfBody: 'md5',
      MD5OfMessageAttributes: 'md5a',
      Attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1',
        SenderId: 's',
        ApproximateFirstReceiveTimestamp: '2',
      },
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'file' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
      },
    };
    const [batch] = sqsBatches([message], 'arn:aws:sqs:eu-west-1:000000000000:q');
    expect(JSON.parse(batch?.payload ?? '')).toEqual({
      Records: [
        {
          messageId: 'id',
          receiptHandle: 'handle',
          body: '{}',
          attributes: message.Attributes,
          messageAttributes: {
            kind: { stringValue: 'file', stringListValues: [], binaryListValues: [], dataType: 'String' },
            raw: { binaryValue: 'AQI=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfBody: 'md5',
          md5OfMessageAttributes: 'md5a',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:q',
          awsRegion: 'eu-west-1',
        },
      ],
    });
  });

  it('carries no more messages than fit a payload of Lambda; the next one carries the others', () => {
    const large = ['a', 'b', 'c', 'd'].map((MessageId) => ({ MessageId, Body: '"'.repeat(1024 * 1024) }));
    const batches = sqsBatches(large, 'arn:aws:sqs:eu-west-1:000000000000:q');
    expect(batches.map((batch) => batch.messages.map(({ MessageId }) => MessageId))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    for (const { payload } of batches) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(6_291_456);
  });
});
