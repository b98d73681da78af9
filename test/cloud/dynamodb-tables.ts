import { readFile } from 'node:fs/promises';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { CREDENTIALS, REGION } from './ministack.ts';

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })),
});
/** The properties of a table in a template have the same names as the parameters of CreateTable. */
const tableSchema = z.custom<Omit<CreateTableCommandInput, 'TableName'>>(
  (value) => z.object({ KeySchema: z.array(z.unknown()) }).safeParse(value).success,
);
const refSchema = z.object({ Ref: z.string() });

/**
 * Creates the tables of a template in an emulator without CloudFormation.
 *
 * @returns the outputs of the template that refer to a table
 */
export async function createTables(endpoint: string, templatePath: string): Promise<Record<string, string>> {
  const { Resources, Outputs } = templateSchema.parse(JSON.parse(await readFile(templatePath, 'utf8')));
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  const tables = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table');
  for (const [TableName, { Properties }] of tables) {
    await client.send(new CreateTableCommand({ TableName, ...tableSchema.parse(Properties) }));
  }
  client.destroy();
  const names = new Set(tables.map(([name]) => name));
  return Object.fromEntries(
    Object.entries(Outputs).flatMap(([output, { Value }]) => {
      const parsed = refSchema.safeParse(Value);
      return parsed.success && names.has(parsed.data.Ref) ? [[output, parsed.data.Ref]] : [];
    }),
  );
}
