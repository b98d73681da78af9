import type { ResourceDeclaration } from './template-document.ts';

/**
 * The resources that a resource refers to, by `Ref`, `Fn::GetAtt`, `Fn::Sub` or `DependsOn`.
 *
 * @param known - the logical ids of the template; other names (parameters) are not dependencies
 */
export function dependenciesOf(
  declaration: ResourceDeclaration,
  known: ReadonlySet<string>,
): ReadonlySet<string> {
  const names = [...declaration.DependsOn, ...mentionedNames(declaration.Properties)];
  return new Set(names.filter((name) => known.has(name)));
}

function* mentionedNames(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* mentionedNames(item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Ref' && typeof item === 'string') yield item;
      else if (key === 'Fn::GetAtt') yield* attributeOwner(item);
      else if (key === 'Fn::Sub') yield* substitutedNames(item);
      yield* mentionedNames(item);
    }
  }
}

function* attributeOwner(argument: unknown): Generator<string> {
  const path: unknown = Array.isArray(argument) ? argument[0] : argument;
  if (typeof path === 'string') yield path.split('.')[0] ?? path;
}

function* substitutedNames(argument: unknown): Generator<string> {
  const text: unknown = Array.isArray(argument) ? argument[0] : argument;
  if (typeof text !== 'string') return;
  for (const [, name = ''] of text.matchAll(/\$\{([^!}][^}]*)\}/g)) yield name.split('.')[0] ?? name;
}
