import { environments } from '#contract';
import { codes, table } from '../markdown.ts';
import { type FunctionRight, functionRights, nameOf, resourcesOfType } from '../template.ts';

const functions = Object.keys(environments);

/** Rights on tables: one row per function, one column per table. */
export function tableRights(): string {
  return matrix('AWS::DynamoDB::Table', ({ action, index }) =>
    index === undefined ? action : `${action} (index ${index})`,
  );
}

/** Rights on buckets: one row per function, one column per bucket. */
export function bucketRights(): string {
  return matrix('AWS::S3::Bucket', ({ action }) => action);
}

function matrix(type: string, textOf: (right: FunctionRight) => string): string {
  const rights = functionRights().filter((right) => right.type === type);
  const names = resourcesOfType(type)
    .map(([id]) => nameOf(id))
    .filter((name) => rights.some((right) => right.name === name));
  const rows = functions
    .filter((fn) => rights.some((right) => right.function === fn))
    .map((fn) => [
      `**${fn}**`,
      ...names.map((name) => {
        const found = rights.filter((right) => right.function === fn && right.name === name);
        return [...new Set(found.map((right) => textOf(right).replace(/^[a-z0-9]+:/, '')))].join(', ');
      }),
    ]);
  return table(['', ...names], rows);
}

/** Rights on everything else: KMS keys, queues, functions, the secret and SES. */
export function otherRights(): string {
  const kinds = new Map([
    ['AWS::KMS::Key', 'KMS key'],
    ['AWS::SQS::Queue', 'queue'],
    ['AWS::Lambda::Function', 'function'],
    ['AWS::SecretsManager::Secret', 'secret'],
    ['other', ''],
  ]);
  const rights = functionRights().filter(({ type }) => kinds.has(type));
  const rows = functions.flatMap((fn) => {
    const own = rights.filter((right) => right.function === fn);
    const cells = [...kinds].flatMap(([type, kind]) =>
      byActions(own.filter((right) => right.type === type)).map(([actions, names]) => [
        `**${fn}**`,
        [kind, names.join(', ')].filter((text) => text !== '').join(' '),
        codes(actions),
      ]),
    );
    return cells;
  });
  return table(['function', 'resource', 'actions'], rows);
}

/** Resources on which a function has the same actions. */
function byActions(rights: readonly FunctionRight[]): readonly (readonly [string[], string[]])[] {
  const actionsOf = Map.groupBy(rights, ({ name }) => name);
  const groups = Map.groupBy(actionsOf, ([, found]) => found.map(({ action }) => action).join(' '));
  return [...groups].map(([actions, entries]) => [actions.split(' '), entries.map(([name]) => name)]);
}
