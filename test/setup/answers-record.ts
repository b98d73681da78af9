import { appendFileSync, mkdirSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Code, RouteName } from '#contract';

const folder = fileURLToPath(new URL('../../build/answers', import.meta.url));
const noted = new Set<string>();

/** Takes down that a route has answered with the code of a problem, or else with a status. */
export function noteAnswer(route: RouteName, answer: Code | number): void {
  const line = `${route} ${answer}`;
  if (noted.has(line)) return;
  noted.add(line);
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}.txt`), `${line}\n`);
}

/** Begins a new record. */
export async function forgetAnswers(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** What the tests of a run have seen, in whatever process: `listFiles 200`, `getFile file_not_found`. */
export async function seenAnswers(): Promise<ReadonlySet<string>> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return new Set(texts.flatMap((text) => text.split('\n')));
}
