import { parseSync } from '@swc/core';
import { type Finding, lineOf, unwantedWords } from './finding.ts';

type Tree = { readonly [key: string]: unknown };

/** Checks the words in the string literals and templates of a TypeScript module: texts that people read. */
export function checkTexts(source: string): readonly Finding[] {
  const tree = parseSync(source, { syntax: 'typescript', target: 'es2024' });
  return [...new Set(literalsIn(tree))].flatMap((literal) => {
    // Literals are looked up in the source: the parser counts positions over all modules that it ever parsed.
    const line = lineOf(source, Math.max(0, source.indexOf(literal)));
    return unwantedWords(literal, () => line);
  });
}

/** Texts with a space in them: others are names and codes. */
function literalsIn(tree: unknown): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap(literalsIn);
  if (typeof tree !== 'object' || tree === null) return [];
  const { type, value, raw, cooked } = tree as Tree;
  const literal = type === 'StringLiteral' ? value : type === 'TemplateElement' ? (cooked ?? raw) : undefined;
  if (typeof literal === 'string') return literal.trim().includes(' ') ? [literal] : [];
  return Object.values(tree).flatMap(literalsIn);
}
