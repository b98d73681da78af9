import { appendFileSync, mkdirSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Code, RouteName } from '#contract';

const folder = fileURLToPath(new URL('../../build/answers', import.meta.url));
const recorded = new Set<string>();

/** Records that a route answered with a problem code, or else with a status. */
export function recordAnswer(route: RouteName, answer: Code | number): void {
  const line = `${route} ${answer}`;
  if (recorded.has(line)) return;
  recorded.add(line);
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}.txt`), `${line}\n`);
}

/** Deletes what earlier runs recorded. */
export async function clearAnswers(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** The answers that all test processes of a run have recorded: `listFiles 200`, `getFile file_not_found`. */
export async function seenAnswers(): Promise<ReadonlySet<string>> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return new Set(texts.flatMap((text) => text.split('\n')));
}
