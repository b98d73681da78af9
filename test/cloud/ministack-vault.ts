import * as z from 'zod';
import { defineVault } from '#cloud';
import { rewriteTemplate } from './rewrite-template.ts';

/**
 * The CDK app of a vault for MiniStack's IAM, with every right as in the product but for what MiniStack 1.5.33 gets wrong:
 *
 * - It asks for SendEmail on `*` instead of the identity in `Source` (Service Authorization Reference, Amazon SES).
 * - It does not have the condition keys `kms:EncryptionContext:…` (Service Authorization Reference, AWS KMS), so that every
 *   statement that insists on a context would refuse everything.
 * - Where many objects are to be deleted, it asks for s3:DeleteObject for the first of them, though its version is named and
 *   s3:DeleteObjectVersion asked for (Amazon S3 API Reference, DeleteObjects, "Permissions").
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
  const asked = Object.keys(statement.Condition?.Null ?? {});
  if (!asked.some((key) => key.startsWith(CONTEXT_KEY))) return [statement];
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
