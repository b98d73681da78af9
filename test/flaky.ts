import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

const usage = `Repeats tests while other threads keep the processors busy, to find tests that fail by chance.

  npm run test:flaky -- [options] [FILTER …]

  --runs NUMBER   how often to run the tests (10)
  --hogs NUMBER   busy threads besides the tests (4)
  --since COMMIT  without a filter: run the tests that depend on changes since this commit (HEAD)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '10' },
    hogs: { type: 'string', default: '4' },
    since: { type: 'string', default: 'HEAD' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) console.log(usage);
else process.exitCode = await repeat(Number(values.runs), Number(values.hogs));

/** @returns the exit code: 0 if all runs passed */
async function repeat(runs: number, hogs: number): Promise<number> {
  const threads = Array.from({ length: hogs }, () => new Worker('for (;;);', { eval: true }));
  const vitest = createRequire(import.meta.url).resolve('vitest/vitest.mjs');
  const which = positionals.length > 0 ? positionals : ['--changed', values.since, '--passWithNoTests'];
  const failed: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    console.log(`\nRun ${run} of ${runs}, with ${hogs} busy threads`);
    const child = spawn(process.execPath, [vitest, 'run', ...which], { stdio: 'inherit' });
    const [code]: unknown[] = await once(child, 'exit');
    if (code !== 0) failed.push(run);
  }
  await Promise.all(threads.map((thread) => thread.terminate()));
  console.log(
    `\n${runs - failed.length} of ${runs} runs passed${failed.map((run) => `; run ${run} failed`).join('')}`,
  );
  return failed.length === 0 ? 0 : 1;
}
