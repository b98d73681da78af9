import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { defineVault } from '#cloud';

/**
 * The CDK app of a vault in which nothing happens by itself: queues, tables, buckets and keys are the product's own, but no
 * queue and no clock calls a function. Tests call the workers' code instead, at the time and in the order that they want.
 */
const calling = new Set(['AWS::Lambda::EventSourceMapping', 'AWS::Events::Rule']);

await defineVault();
const file = join(z.string().parse(process.env['CDK_OUTDIR']), 'Encrypt5.template.json');
const template = z
  .looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) })
  .parse(JSON.parse(await readFile(file, 'utf8')));
const Resources = Object.fromEntries(
  Object.entries(template.Resources).filter(([, { Type }]) => !calling.has(Type)),
);
await writeFile(file, JSON.stringify({ ...template, Resources }));
