import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifestSchema = z.object({ scripts: z.object({ start: z.string().startsWith('node ') }) });

/** What `npm start` gives to Node: its options, and the entry; to be run in the folder of the project. */
export function startArguments(): string[] {
  const { scripts } = manifestSchema.parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')));
  return scripts.start.split(' ').slice(1);
}
