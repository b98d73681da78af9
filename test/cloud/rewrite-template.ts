import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
type Resource = z.output<typeof resourceSchema>;

/**
 * Changes the template that this process has synthesized.
 *
 * @param change - is called with every resource and its logical id; a resource is removed if it returns undefined
 */
export async function rewriteTemplate(
  change: (id: string, resource: Resource) => Resource | undefined,
): Promise<void> {
  const file = join(z.string().parse(process.env['CDK_OUTDIR']), 'Encrypt5.template.json');
  const template = z
    .looseObject({ Resources: z.record(z.string(), resourceSchema) })
    .parse(JSON.parse(await readFile(file, 'utf8')));
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).flatMap(([id, resource]) => {
      const changed = change(id, resource);
      return changed === undefined ? [] : [[id, changed]];
    }),
  );
  await writeFile(file, JSON.stringify({ ...template, Resources }));
}
