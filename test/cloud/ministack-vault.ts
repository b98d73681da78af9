import * as z from 'zod';
import { defineVault } from '#cloud';
import { rewriteTemplate } from './rewrite-template.ts';

/**
 * The CDK app of a vault for MiniStack's IAM. The rights are those of the product, except for workarounds for MiniStack 1.5.33:
 *
 * - It checks SendEmail on `*` instead of the identity in `Source` (Service Authorization Reference, Amazon SES).
 * - It does not support the condition keys `kms:EncryptionContext:…` (Service Authorization Reference, AWS KMS), so every
 *   statement that requires an encryption context would deny everything.
 * - DeleteObjects with a version id requires s3:DeleteObject for the first object, where S3 requires s3:DeleteObjectVersion
 *   (Amazon S3 API Reference, DeleteObjects, "Permissions").
 */
const SEND = 'ses:SendEmail';
const DELETE_VERSION = 's3:DeleteObjectVersion';
const CONTEXT_KEY = 'kms:EncryptionContext:';

const statementSchema = z.looseObject({
  Effect: z.string(),
  Action: z.unknown(),
  Condition: z.looseObject({ Null: z.record(z.string(), z.unknown()).optional() }).optional(),
});
type Statement = z.output<typeof statementSchema>;
const documentSchema = z.looseObject({ Statement: z.array(statementSchema) });

const forMiniStack = (document: unknown) => {
  const { Statement: statements, ...others } = documentSchema.parse(document);
  return { ...others, Statement: statements.flatMap(statementForMiniStack) };
};

function statementForMiniStack(statement: Statement): Statement[] {
  if (statement.Action === SEND) return [{ ...statement, Resource: '*' }];
  if ([statement.Action].flat().includes(DELETE_VERSION))
    return [{ ...statement, Action: [statement.Action, 's3:DeleteObject'].flat() }];
  const conditionKeys = Object.keys(statement.Condition?.Null ?? {});
  if (!conditionKeys.some((key) => key.startsWith(CONTEXT_KEY))) return [statement];
  const { Condition: _, ...unconditional } = statement;
  return statement.Effect === 'Deny' ? [] : [unconditional];
}

const documents: Readonly<Record<string, string>> = {
  'AWS::IAM::Policy': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
};

await defineVault();
await rewriteTemplate((_, resource) => {
  const name = documents[resource.Type];
  if (name === undefined) return resource;
  const document = forMiniStack(resource.Properties[name]);
  return { ...resource, Properties: { ...resource.Properties, [name]: document } };
});
