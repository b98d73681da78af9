import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { defineVault } from '#cloud';

/**
 * The CDK app of a vault whose rewrapper and deleter have a timeout so short that they hand over after every page of
 * keys or after a few files. In production they do so when their time runs out. Requests count as finished after one
 * second.
 */
const SHORT_TIMEOUT = /^(Rewrapper|Deleter)[0-9A-F]{8}$/;
const SECONDS = 15;

const environmentSchema = z.object({ Variables: z.record(z.string(), z.unknown()) });
const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
type Resource = z.output<typeof resourceSchema>;

function shortenTimeouts(id: string, resource: Resource): Resource {
  if (SHORT_TIMEOUT.test(id))
    return { ...resource, Properties: { ...resource.Properties, Timeout: SECONDS } };
  if (!/^Auth[0-9A-F]{8}$/.test(id)) return resource;
  const { Variables } = environmentSchema.parse(resource.Properties['Environment']);
  const Environment = { Variables: { ...Variables, REQUESTS_OVER: '1' } };
  return { ...resource, Properties: { ...resource.Properties, Environment } };
}

await defineVault();
const file = join(z.string().parse(process.env['CDK_OUTDIR']), 'Encrypt5.template.json');
const template = z
  .looseObject({ Resources: z.record(z.string(), resourceSchema) })
  .parse(JSON.parse(await readFile(file, 'utf8')));
const Resources = Object.fromEntries(
  Object.entries(template.Resources).map(([id, resource]) => [id, shortenTimeouts(id, resource)]),
);
await writeFile(file, JSON.stringify({ ...template, Resources }));
