import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { markdownPages } from './pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

function withoutCode(text: string): string {
  return text.replace(/^\s*```.*?^\s*```$/gms, '').replace(/`[^`\n]*`/g, '');
}

/** The links of a page to files of the project, and to headings. */
function linksOf(page: string): readonly string[] {
  const text = withoutCode(readFileSync(root + page, 'utf8'));
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)];
  return targets.map(([, one, other]) => one ?? other ?? '').filter((target) => !/^[a-z]+:/.test(target));
}

/** Anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(path: string): ReadonlySet<string> {
  const headings = withoutFences(readFileSync(path, 'utf8')).matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutFences(text: string): string {
  return text.replace(/^\s*```.*?^\s*```$/gms, '');
}

describe('links of the documentation', () => {
  it.each(markdownPages())('%s: every link leads to a file and a heading', (page) => {
    const broken = linksOf(page).filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? root + page : join(root, dirname(page), decodeURI(path));
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).has(anchor));
    });
    expect(broken).toEqual([]);
  });

  it.each(markdownPages())('%s: every file and folder that it names exists', (page) => {
    const text = withoutFences(readFileSync(root + page, 'utf8'));
    const named = text.matchAll(/`((?:bin|docs|frontend|functions|lib|test)\/[\w./-]*)`/g);
    const missing = [...named].map(([, path = '']) => path).filter((path) => !existsSync(root + path));
    expect(missing).toEqual([]);
  });

  it('lead from the list of decisions to every decision', () => {
    const linked = new Set(linksOf('docs/decisions/README.md').map((target) => `docs/decisions/${target}`));
    const pages = markdownPages().filter((page) => /^docs\/decisions\/\d/.test(page));
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });

  it('lead from the index to every page', () => {
    const linked = new Set(linksOf('docs/README.md').map((target) => `docs/${target}`));
    const pages = markdownPages().filter(
      (page) => /^docs\/[^/]+\.md$/.test(page) && page !== 'docs/README.md',
    );
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});
