import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rights } from 'local-cloud';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../../build/rights', import.meta.url));
const sharedFile = join(folder, 'shared.json');

const used = { holder: z.string(), calls: z.number() };
const keptRights = z.object({
  grants: z.array(z.object({ ...used, action: z.string(), resources: z.array(z.string()) })),
  reaches: z.array(z.object({ ...used, resource: z.string() })),
  denials: z.array(z.object({ ...used, principal: z.string(), action: z.string(), resource: z.string() })),
});

const sharedRecord = z.object({
  /** Whether every test of `npm test` has passed on it. */
  whole: z.boolean(),
  rights: z.custom<Rights>(),
});
export type SharedRecord = z.output<typeof sharedRecord>;

/** Begins a new record. */
export async function forgetRights(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Keeps what the rights of a vault of a test's own were good for, and what was refused there.
 *
 * @param standIns - names of tables that take the place of the stack's own there, and whose place it is: a right on the one is
 *   the right on the other
 */
export async function keepRights(
  { grants, reaches, denials }: Rights,
  standIns: Readonly<Record<string, string>> = {},
): Promise<void> {
  const named = (arn: string) => arn.replace(/[^:/]+/g, (name) => standIns[name] ?? name);
  const kept: z.input<typeof keptRights> = {
    grants: grants.map((grant) => ({ ...grant, resources: grant.resources.map(named) })),
    reaches: reaches.map((reach) => ({ ...reach, resource: named(reach.resource) })),
    denials: [...denials],
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${randomUUID()}.json`), JSON.stringify(kept));
}

/** Keeps the rights of the vault that the tests share. */
export async function keepSharedRights(record: SharedRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(sharedFile, JSON.stringify(record, undefined, 2));
}

/** What the last `npm test` has kept of the shared vault; undefined where there was none. */
export async function readSharedRights(): Promise<SharedRecord | undefined> {
  const text = await readFile(sharedFile, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : sharedRecord.parse(JSON.parse(text));
}

/** The rights of the shared vault, with the calls that they allowed in all others, and those that were refused there, too. */
export async function withKeptRights(rights: Rights): Promise<Rights> {
  const names = (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  const texts = await Promise.all(
    names.filter((name) => name !== sharedFile).map((name) => readFile(name, 'utf8')),
  );
  const others = texts.map((text) => keptRights.parse(JSON.parse(text)));
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
