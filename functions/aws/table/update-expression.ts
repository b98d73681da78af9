/** What an update changes: attributes to set, numbers to increase (by less than nothing, too), attributes to remove. */
export interface Changes {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly increase?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
}

/** A condition on attributes: each has to equal the value, or to be absent where the value is `undefined`. */
export type Expected = Readonly<Record<string, unknown>>;

export interface UpdateInput {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/**
 * The expressions of a conditional write (Amazon DynamoDB Developer Guide, "Update expressions"). The item has to exist:
 * an update must never bring a deleted one back.
 *
 * @param changes - attributes by name; a path into a map is written with dots (`lease.until`)
 * @param expected - by name, paths as above
 */
export function conditionalUpdate(changes: Changes, expected: Expected): UpdateInput {
  const names: Record<string, string> = { '#pk': 'pk' };
  const values: Record<string, unknown> = {};
  const path = (attribute: string) =>
    attribute
      .split('.')
      .map((step) => {
        names[`#${step}`] = step;
        return `#${step}`;
      })
      .join('.');
  const value = (content: unknown) => {
    const key = `:v${Object.keys(values).length}`;
    values[key] = content;
    return key;
  };

  const sets = Object.entries(changes.set ?? {})
    .filter(([, content]) => content !== undefined)
    .map(([attribute, content]) => `${path(attribute)} = ${value(content)}`);
  const increases = Object.entries(changes.increase ?? {}).map(
    ([attribute, by]) => `${path(attribute)} = ${path(attribute)} + ${value(by)}`,
  );
  const assignments = [...sets, ...increases];
  const removes = (changes.remove ?? []).map(path);
  const conditions = Object.entries(expected).map(([attribute, content]) =>
    content === undefined
      ? `attribute_not_exists(${path(attribute)})`
      : `${path(attribute)} = ${value(content)}`,
  );
  const clauses = [
    assignments.length > 0 && `SET ${assignments.join(', ')}`,
    removes.length > 0 && `REMOVE ${removes.join(', ')}`,
  ];
  const update = clauses.filter((clause) => clause !== false).join(' ');
  return {
    UpdateExpression: update,
    ConditionExpression: ['attribute_exists(#pk)', ...conditions].join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}
