import { describe, expect, it } from 'vitest';
import { conditionalUpdate } from '#aws';

/** The expressions with names and values inserted. */
function written(
  {
    ExpressionAttributeNames,
    ExpressionAttributeValues = {},
    ...expressions
  }: ReturnType<typeof conditionalUpdate>,
  which: 'UpdateExpression' | 'ConditionExpression',
): string {
  return expressions[which]
    .replace(/#\w+/g, (name) => ExpressionAttributeNames[name] ?? name)
    .replace(/:\w+/g, (value) => JSON.stringify(ExpressionAttributeValues[value]) ?? value);
}

describe('a conditional update', () => {
  it('sets and removes attributes if all expectations are met', () => {
    const update = conditionalUpdate(
      { set: { status: 'queued', fence: 2 }, remove: ['lease', 'error'] },
      { fence: 1, status: 'failed' },
    );
    expect(written(update, 'UpdateExpression')).toBe('SET status = "queued", fence = 2 REMOVE lease, error');
    expect(written(update, 'ConditionExpression')).toBe(
      'attribute_exists(pk) AND fence = 1 AND status = "failed"',
    );
  });

  it('never restores a deleted item, even without expectations', () => {
    const update = conditionalUpdate({ set: { told: true } }, {});
    expect(written(update, 'ConditionExpression')).toBe('attribute_exists(pk)');
  });

  it('expects an attribute to be absent if its expected value is undefined', () => {
    const update = conditionalUpdate({ set: { told: true } }, { lease: undefined });
    expect(written(update, 'ConditionExpression')).toBe(
      'attribute_exists(pk) AND attribute_not_exists(lease)',
    );
  });

  it('can address attributes in maps and escapes every name, because many are reserved words', () => {
    const update = conditionalUpdate({ set: { 'lease.until': 'then' } }, { 'history.sequence': 3 });
    expect(update.UpdateExpression).toBe('SET #lease.#until = :v0');
    expect(update.ExpressionAttributeNames).toMatchObject({ '#lease': 'lease', '#until': 'until' });
    expect(written(update, 'ConditionExpression')).toBe('attribute_exists(pk) AND history.sequence = 3');
  });

  it('ignores undefined values', () => {
    const update = conditionalUpdate({ set: { told: true, sha256: undefined } }, {});
    expect(written(update, 'UpdateExpression')).toBe('SET told = true');
    expect(update.ExpressionAttributeNames).not.toHaveProperty('#sha256');
  });

  it('omits the values if there are none, because DynamoDB refuses an empty object', () => {
    const update = conditionalUpdate({ remove: ['plan'] }, {});
    expect(update).not.toHaveProperty('ExpressionAttributeValues');
    expect(written(update, 'UpdateExpression')).toBe('REMOVE plan');
  });
});
