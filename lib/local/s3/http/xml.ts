import { XMLParser } from 'fast-xml-parser';
import type { z } from 'zod';
import { malformedXml } from '../errors.ts';

export const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Content of an element: text, or child elements; `undefined` children are left out, arrays repeat the element. */
type XmlContent = string | number | boolean | XmlElements;
export interface XmlElements {
  readonly [name: string]: XmlContent | readonly XmlContent[] | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeText(text: string): string {
  // Control characters become numeric references, as S3 writes them: without that, a parser would normalise \r.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is looked for
  return text.replace(/[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g, (character) => {
    return ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}

function renderElement(name: string, content: XmlContent): string {
  const inner = typeof content === 'object' ? renderElements(content) : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

function renderElements(elements: XmlElements): string {
  return Object.entries(elements)
    .flatMap(([name, content]) => {
      if (content === undefined) return [];
      const items: readonly XmlContent[] = isList(content) ? content : [content];
      return items.map((item) => renderElement(name, item));
    })
    .join('');
}

function isList(content: XmlContent | readonly XmlContent[]): content is readonly XmlContent[] {
  return Array.isArray(content);
}

/** A whole XML document with one root element. */
export function renderDocument(root: string, content: XmlElements | string, namespace?: string): string {
  return wrap(root, typeof content === 'string' ? escapeText(content) : renderElements(content), namespace);
}

/** As `renderDocument`, the children given group by group, so that names can alternate. */
export function renderSequence(root: string, groups: readonly XmlElements[], namespace?: string): string {
  return wrap(root, groups.map(renderElements).join(''), namespace);
}

function wrap(root: string, inner: string, namespace: string | undefined): string {
  const attributes = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attributes}>${inner}</${root}>`;
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * No document has these, also not by reference (XML 1.0, section 2.2, and the constraint "Legal Character" of section 4.1).
 */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function decodeReferences(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (_, hex, decimal, name) => {
    if (name !== undefined) {
      const character = NAMED.get(name);
      if (character === undefined) throw malformedXml();
      return character;
    }
    const codePoint = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    if (codePoint > 0x10ffff) throw malformedXml();
    const character = String.fromCodePoint(codePoint);
    if (FORBIDDEN.test(character)) throw malformedXml();
    return character;
  });
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  maxNestedTags: 8,
  isArray: (name) => name === 'Object' || name === 'Part',
  // Only the five named entities and character references: nothing expands, so there is no entity bomb.
  entityDecoder: {
    setExternalEntities: () => undefined,
    addInputEntities: () => {
      throw malformedXml();
    },
    reset: () => undefined,
    decode: decodeReferences,
    setXmlVersion: () => undefined,
  },
});

/**
 * Reads a request body.
 *
 * @param schema - of the whole document, root element included
 * @throws S3Error `MalformedXML` for a document that is not well-formed, declares a document type, or does not match
 */
export function parseDocument<T>(body: Buffer, schema: z.ZodType<T>): T {
  const text = body.toString('utf8');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text) || FORBIDDEN.test(text)) throw malformedXml();
  let document: unknown;
  try {
    document = parser.parse(text, true);
  } catch {
    throw malformedXml();
  }
  const result = schema.safeParse(document);
  if (!result.success) throw malformedXml();
  return result.data;
}
