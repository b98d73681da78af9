import type { TemplateDocument } from './template-document.ts';

/**
 * Functions that only serve custom resources of the CDK (`ServiceToken`). Providers do their work in process, so they are
 * never called.
 *
 * @returns logical ids
 */
export function customResourceFunctions(template: TemplateDocument): ReadonlySet<string> {
  const tokens = Object.values(template.Resources)
    .filter(({ Type }) => Type.startsWith('Custom::') || Type === 'AWS::CloudFormation::CustomResource')
    .map(({ Properties }) => Properties['ServiceToken']);
  return new Set(tokens.flatMap((token) => attributeOwner(token)));
}

function attributeOwner(token: unknown): string[] {
  if (typeof token !== 'object' || token === null || !('Fn::GetAtt' in token)) return [];
  const path = token['Fn::GetAtt'];
  const owner: unknown = Array.isArray(path) ? path[0] : path;
  return typeof owner === 'string' ? [owner.split('.')[0] ?? owner] : [];
}
