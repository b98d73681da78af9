import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';
import { expect, it } from 'vitest';

const FRONTEND = fileURLToPath(new URL('../../../frontend/', import.meta.url));

/** Attributes and properties whose value people see or hear. */
const VISIBLE =
  /^(alt|aria-(label|description|roledescription|valuetext|placeholder)|button|error|hint|keep|label|lead|placeholder|summary|term|text|title)$/;
/** Functions whose arguments people see. */
const SHOWING = /^(tell|warn|copy|useTitle)$/;
/** What starts like a sentence or a label. Class names, ids and paths do not. */
const SENTENCE = /^\s*[\p{Lu}“„»]|[.!?…]$/u;
/** Names of the platform and of algorithms that are not shown. */
const TECHNICAL =
  /^([A-Z]+|AbortError|ApiError|Bearer|ConnectionError|Escape|Files?|M|encrypt5\.[a-z]+\.|SHA-256|StorageError|UnexpectedAnswer|UploadElsewhere)$/;

type Tree = { readonly [key: string]: unknown };

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function nameOf(tree: unknown): string {
  if (!isTree(tree)) return '';
  if (tree['type'] === 'MemberExpression') return nameOf(tree['property']);
  return typeof tree['value'] === 'string' ? tree['value'] : '';
}

/**
 * Texts in a syntax tree that people would see.
 *
 * @param visible - whether the tree is the value of something visible: then any word counts
 */
function textsIn(tree: unknown, visible = false): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap((item) => textsIn(item, visible));
  if (!isTree(tree)) return [];
  switch (tree['type']) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ThrowStatement':
    case 'TsTypeAliasDeclaration':
    case 'TsInterfaceDeclaration':
    case 'TsTypeAnnotation':
    case 'TsLiteralType':
      return [];
    case 'JSXText':
      return found(tree, true);
    case 'StringLiteral':
    case 'TemplateElement':
      return found(tree, visible);
    case 'JSXAttribute': {
      const name = nameOf(tree['name']);
      return name === 'className' || name === 'd' ? [] : textsIn(tree['value'], VISIBLE.test(name));
    }
    case 'KeyValueProperty':
      return textsIn(tree['value'], VISIBLE.test(nameOf(tree['key'])));
    case 'CallExpression': {
      const callee = isTree(tree['callee']) ? tree['callee'] : {};
      if (callee['type'] === 'Super') return [];
      return [
        ...textsIn(tree['callee']),
        ...textsIn(tree['arguments'], visible || SHOWING.test(nameOf(callee))),
      ];
    }
    // What is compared is not shown; what a condition chooses is.
    case 'BinaryExpression':
      return /^(&&|[|]{2}|[?]{2}|[+])$/.test(String(tree['operator']))
        ? [...textsIn(tree['left'], visible), ...textsIn(tree['right'], visible)]
        : [];
    case 'ConditionalExpression':
      return [
        ...textsIn(tree['test']),
        ...textsIn(tree['consequent'], visible),
        ...textsIn(tree['alternate'], visible),
      ];
    case 'JSXExpressionContainer':
      return textsIn(tree['expression'], visible);
    default:
      return Object.values(tree).flatMap((child) => textsIn(child, visible && !isFunction(tree)));
  }
}

function isFunction(tree: Tree): boolean {
  return tree['type'] === 'ArrowFunctionExpression' || tree['type'] === 'FunctionExpression';
}

function found(tree: Tree, visible: boolean): readonly string[] {
  const value = tree['value'] ?? tree['cooked'];
  const text = typeof value === 'string' ? value.trim() : '';
  const shown = visible ? /\p{L}/u.test(text) : SENTENCE.test(text) && /\p{L}{2}/u.test(text);
  return shown && !TECHNICAL.test(text) ? [text] : [];
}

function textsOf(source: string): readonly string[] {
  return textsIn(parseSync(source, { syntax: 'typescript', tsx: true, target: 'es2022' }));
}

it.each([
  ['<p>Hello</p>', ['Hello']],
  ['<p className="Big">{t.files.title}</p>', []],
  ['<Button label="close">{t.x}</Button>', ['close']],
  ['<Button label={on ? "Hide" : "Show"} />', ['Hide', 'Show']],
  ['<p>{done && "Saved."}</p>', ['Saved.']],
  ['toast.tell(`Saved ' + '$' + '{name}`)', ['Saved']],
  ['useTitle("files")', ['files']],
  ['const labels = { open: "Active", gone: { label: "gone" } }', ['Active', 'gone']],
  ['throw new Error("Missing provider")', []],
  ['if (type === "File") send("PUT", "/api/files")', []],
])('a text that people see is found: %s', (source, texts) => {
  expect(textsOf(source)).toEqual(texts);
});

it('the page has no text outside the catalogue', () => {
  const files = readdirSync(FRONTEND, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.tsx?$/.test(path) && !path.startsWith('locales/') && path !== 'vite.config.ts',
  );
  expect(files.length).toBeGreaterThan(100);
  const texts = files.flatMap((path) =>
    textsOf(readFileSync(`${FRONTEND}${path}`, 'utf8')).map((text) => `${path}: ${text}`),
  );
  expect(texts).toEqual([]);
});
