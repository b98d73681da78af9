// Checks the English of documentation, texts and comments. The last part of `npm run check`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { markdownPages } from '../docs/pages.ts';
import { checkMarkdown } from './check-markdown.ts';
import { checkTexts } from './check-texts.ts';
import { countPronouns, MOST_PRONOUNS } from './pronouns.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The page that lists the words that are not used. */
const GLOSSARY = 'docs/glossary.md';
/** Modules with texts that people read: error titles, emails and the texts of the page. */
const TEXTS =
  /^(functions\/contract\/(.*\/)?codes\.ts|functions\/notifier\/.*\.ts|frontend\/locales\/.*\.ts)$/;
/** Code and documentation in which pronouns are counted. */
const COUNTED = /\.(ts|tsx|mjs|cjs|md)$/;

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = tracked.split('\n').filter((path) => path !== '');
const read = (path: string) => readFileSync(root + path, 'utf8');

const complaints = [
  ...markdownPages().flatMap((path) =>
    checkMarkdown(read(path), { words: path !== GLOSSARY }).map(
      ({ line, message }) => `${path}:${line} ${message}`,
    ),
  ),
  ...files
    .filter((path) => TEXTS.test(path))
    .flatMap((path) => checkTexts(read(path)).map(({ line, message }) => `${path}:${line} ${message}`)),
];
for (const complaint of complaints) console.error(complaint);

const counts = files
  .filter((path) => COUNTED.test(path) && !path.startsWith('test/prose/') && path !== GLOSSARY)
  .map((path) => countPronouns(read(path)));
const pronouns = counts.reduce((sum, count) => sum + count.pronouns, 0);
const lines = counts.reduce((sum, count) => sum + count.lines, 0);
const rate = (pronouns / lines) * 1000;
const report = `${rate.toFixed(2)} pronouns such as "whoever" and "he" in 1,000 lines (at most ${MOST_PRONOUNS})`;
console.log(report);

if (complaints.length > 0 || rate > MOST_PRONOUNS) process.exitCode = 1;
