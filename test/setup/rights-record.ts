import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rights } from 'local-cloud';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../../build/rights', import.meta.url));
const sharedFile = join(folder, 'shared.json');

const used = { holder: z.string(), calls: z.number() };
const savedRights = z.object({
  grants: z.array(z.object({ ...used, action: z.string(), resources: z.array(z.string()) })),
  reaches: z.array(z.object({ ...used, resource: z.string() })),
  denials: z.array(z.object({ ...used, principal: z.string(), action: z.string(), resource: z.string() })),
});

const sharedRecord = z.object({
  /** Whether every test of `npm test` ran and passed. */
  whole: z.boolean(),
  rights: z.custom<Rights>(),
});
export type SharedRecord = z.output<typeof sharedRecord>;

/** Deletes what earlier runs recorded. */
export async function clearRights(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Saves which rights the calls in a test's own vault used, and which calls were refused.
 *
 * @param replacementTables - maps the names of tables that replace the stack's own to the names of those. A right to
 *   the one counts as the right to the other.
 */
export async function saveRights(
  { grants, reaches, denials }: Rights,
  replacementTables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const withOwnNames = (arn: string) => arn.replace(/[^:/]+/g, (name) => replacementTables[name] ?? name);
  const saved: z.input<typeof savedRights> = {
    grants: grants.map((grant) => ({ ...grant, resources: grant.resources.map(withOwnNames) })),
    reaches: reaches.map((reach) => ({ ...reach, resource: withOwnNames(reach.resource) })),
    denials: [...denials],
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${randomUUID()}.json`), JSON.stringify(saved));
}

/** Saves the rights of the shared vault. */
export async function saveSharedRights(record: SharedRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(sharedFile, JSON.stringify(record, undefined, 2));
}

/** The rights of the shared vault that the last `npm test` saved; undefined if there are none. */
export async function readSharedRights(): Promise<SharedRecord | undefined> {
  const text = await readFile(sharedFile, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : sharedRecord.parse(JSON.parse(text));
}

/** Adds to the rights of the shared vault the calls and refusals of all other vaults. */
export async function withSavedRights(rights: Rights): Promise<Rights> {
  const names = (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  const texts = await Promise.all(
    names.filter((name) => name !== sharedFile).map((name) => readFile(name, 'utf8')),
  );
  const others = texts.map((text) => savedRights.parse(JSON.parse(text)));
  const grants = rights.grants.map((grant) =>
    withCalls(
      grant,
      others.flatMap((other) => other.grants),
      ({ action, resources }) =>
        action === grant.action && resources.some((resource) => grant.resources.includes(resource)),
    ),
  );
  const reaches = rights.reaches.map((reach) =>
    withCalls(
      reach,
      others.flatMap((other) => other.reaches),
      ({ resource }) => resource === reach.resource,
    ),
  );
  const denials = [...rights.denials, ...others.flatMap((other) => other.denials)];
  return { grants, reaches, denials };
}

interface Used {
  readonly holder: string;
  readonly calls: number;
}

function withCalls<T extends Used, O extends Used>(
  right: T,
  others: readonly O[],
  isSame: (other: O) => boolean,
): T {
  const same = others.filter((other) => other.holder === right.holder && isSame(other));
  return { ...right, calls: same.reduce((sum, { calls }) => sum + calls, right.calls) };
}
