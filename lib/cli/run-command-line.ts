import { parseArgs } from 'node:util';
import { historySchema, type Jwks, jwksSchema } from '#contract';
import { formatHistory } from './format-history.ts';
import { formatReceipt } from './format-receipt.ts';
import { readHead } from './read-head.ts';
import { type InputFile, parseInputFile, readInputFile } from './read-input-file.ts';
import { readReceipt } from './read-receipt.ts';
import { requireMatchingClaims } from './require-matching-claims.ts';
import { VerificationError } from './verification-error.ts';
import { verifyHistory } from './verify-history.ts';
import { verifyReceipt } from './verify-receipt.ts';

const usage = `Verifies deletion receipts and file histories of an Encrypt5 vault offline.

Usage:
  encrypt5 verify-receipt FILE --jwks FILE
  encrypt5 verify-history FILE --jwks FILE [--head FILE] …

Commands:
  verify-receipt   check that the vault signed a deletion receipt, and print what it states.
                   FILE is a receipt from the page or from GET /api/files/{id}/receipt.
  verify-history   check that the history of a file is complete and unchanged, and print it.
                   FILE is a history from the page or from GET /api/files/{id}/history.

Options:
  --jwks FILE      the public keys of the vault, from GET /api/.well-known/jwks.json.
                   You can fetch them at any time: the vault publishes old keys as well.
  --head FILE      an email about the file, or the signed head from its text. The history
                   must contain the event that was signed. Repeat the option for more emails.
                   Required if the history has no signed head of its own.
  -h, --help       print this help.

Exit status: 0 if valid, 1 if not valid, 2 if it could not be verified.
`;

/** Where the command line prints to, line by line. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/**
 * Runs a command line.
 *
 * @param args - without the name of the program
 * @returns the exit status: 0 valid, 1 not valid, 2 any other error
 */
export async function runCommandLine(args: readonly string[], { out, err }: Terminal): Promise<number> {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        jwks: { type: 'string' },
        head: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) {
      out(usage);
      return 0;
    }
    const [name, file, ...more] = positionals;
    const command = commands.get(name ?? '');
    if (command === undefined || file === undefined || values.jwks === undefined || more.length > 0) {
      err(usage);
      // The reason is the last line, because the terminal may scroll.
      err(usageError(name, file, values.jwks, more));
      return 2;
    }
    const [input, keys, emails] = await Promise.all([
      readInputFile(file),
      readInputFile(values.jwks),
      Promise.all((values.head ?? []).map(readInputFile)),
    ]);
    const jwks = parseInputFile(keys, 'a key set from GET /api/.well-known/jwks.json', jwksSchema);
    for (const line of await command(input, jwks, emails)) out(line);
    return 0;
  } catch (error) {
    err(error instanceof Error ? error.message : String(error));
    return error instanceof VerificationError ? 1 : 2;
  }
}

function usageError(
  name: string | undefined,
  file: string | undefined,
  jwks: string | undefined,
  surplus: readonly string[],
): string {
  if (name === undefined) return 'Name a command.';
  if (!commands.has(name)) return `Unknown command "${name}".`;
  if (file === undefined) return `${name} requires a FILE.`;
  if (jwks === undefined) return `${name} requires --jwks FILE.`;
  return `${name} accepts only one FILE. Unexpected: ${surplus.join(' ')}`;
}

/** Runs a command and returns the lines to print. */
type Command = (input: InputFile, jwks: Jwks, emails: readonly InputFile[]) => Promise<readonly string[]>;

const commands: ReadonlyMap<string, Command> = new Map([
  ['verify-receipt', receiptCommand],
  ['verify-history', historyCommand],
]);

async function receiptCommand(
  input: InputFile,
  jwks: Jwks,
  emails: readonly InputFile[],
): Promise<readonly string[]> {
  if (emails.length > 0) throw new Error('--head can only be used with verify-history.');
  const { receipt, readableClaims } = readReceipt(input);
  const claims = await verifyReceipt(receipt, jwks);
  if (readableClaims !== undefined) requireMatchingClaims(readableClaims, claims);
  return formatReceipt(claims);
}

async function historyCommand(
  input: InputFile,
  jwks: Jwks,
  emails: readonly InputFile[],
): Promise<readonly string[]> {
  const { items, head, nextCursor } = parseInputFile(input, 'a history', historySchema);
  if (nextCursor !== undefined)
    throw new Error(
      'This is only the first page of the history. Fetch the other pages and append their items.',
    );
  const heads = [...(head === undefined ? [] : [head]), ...emails.map(readHead)];
  if (heads.length === 0) throw new Error('The history has no signed head. Add one with --head FILE.');
  return formatHistory(await verifyHistory(items, heads, jwks));
}
