import { ParseEnglish } from 'parse-english';
import remarkParse from 'remark-parse';
import remarkRetext from 'remark-retext';
import { unified } from 'unified';
import { type Finding, unwantedWords } from './finding.ts';
import { LONGEST_LINE, LONGEST_SENTENCE } from './words.ts';

/** A node of the tree of sentences and words (nlcst). */
interface ProseNode {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly ProseNode[];
  readonly position?: { readonly start: { readonly line: number } };
}

const processor = unified().use(remarkParse).use(remarkRetext, ParseEnglish);

/**
 * Checks words, sentences and lines of a Markdown page. Code and generated parts are left out: what they say is checked where
 * it is written.
 *
 * @param options.words - false for the page that lists the words that are not used
 */
export function checkMarkdown(page: string, { words = true } = {}): readonly Finding[] {
  const prose = withoutGenerated(page);
  const tree: ProseNode = processor.runSync(processor.parse(prose), prose);
  const findings = sentencesIn(tree).flatMap((sentence) => checkSentence(sentence, words));
  return [...findings, ...longLines(prose)].toSorted((one, other) => one.line - other.line);
}

/** Keeps the number of lines. */
function withoutGenerated(page: string): string {
  return page.replace(/<!-- generated: .*?<!-- end: [a-z-]+ -->/gs, (part) => part.replace(/[^\n]/g, ''));
}

function sentencesIn(node: ProseNode): readonly ProseNode[] {
  if (node.type === 'SentenceNode') return [node];
  return (node.children ?? []).flatMap(sentencesIn);
}

function checkSentence(sentence: ProseNode, words: boolean): readonly Finding[] {
  const first = sentence.position?.start.line ?? 1;
  const text = textOf(sentence);
  const found = words
    ? unwantedWords(text, (index) => first + text.slice(0, index).split('\n').length - 1)
    : [];
  // The parser takes rows of a table, and sentences that begin with code, for parts of one sentence.
  const lengths = text.split(/(?<=[.!?])\s|\|/).map((part) => part.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0);
  const length = Math.max(...lengths);
  if (length <= LONGEST_SENTENCE) return found;
  const message = `a sentence of ${length} words: at most ${LONGEST_SENTENCE}`;
  return [...found, { line: first, message }];
}

/** The words of a node. Inline code counts as a word without meaning. */
function textOf({ type, value = '', children = [] }: ProseNode): string {
  return type === 'SourceNode' ? '`code`' : value + children.map(textOf).join('');
}

function longLines(page: string): readonly Finding[] {
  return page.split('\n').flatMap((text, index) => {
    const isFree = /^\s*\|/.test(text) || /^\[[^\]]+\]: /.test(text);
    return isFree || [...text].length <= LONGEST_LINE
      ? []
      : [{ line: index + 1, message: `a line of ${[...text].length} characters: at most ${LONGEST_LINE}` }];
  });
}
