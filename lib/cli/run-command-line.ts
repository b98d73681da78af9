import { parseArgs } from 'node:util';
import { historySchema, type Jwks, jwksSchema } from '#contract';
import { NotGenuine } from './not-genuine.ts';
import { type Given, parseGiven, readGiven } from './read-given.ts';
import { readHead } from './read-head.ts';
import { readReceipt } from './read-receipt.ts';
import { requireSame } from './require-same.ts';
import { tellHistory } from './tell-history.ts';
import { tellReceipt } from './tell-receipt.ts';
import { verifyHistory } from './verify-history.ts';
import { verifyReceipt } from './verify-receipt.ts';

const usage = `What can be done without the service.

  encrypt5 verify-receipt FILE --jwks FILE
  encrypt5 verify-history FILE --jwks FILE [--head FILE] …

  verify-receipt   says whether a receipt of deletion was signed by the vault, and what it states.
                   FILE is a receipt as the page or GET /api/files/{id}/receipt gives it.
  verify-history   says whether the history of a file is whole and as the vault wrote it.
                   FILE is a history as the page saves it, or GET /api/files/{id}/history answers.

  --jwks FILE      what GET /api/.well-known/jwks.json answered, at any time since.
  --head FILE      a mail about the file, or just the signed end in it: the history has to contain it.
                   May be given again; not needed where the history has its own.

It ends with 0 for what is genuine, 1 for what is not, and 2 where it could not tell.
`;

/** Where the command line writes to, a line at a time. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/**
 * Carries out a command line.
 *
 * @param args - without the program's own name
 * @returns the exit code
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
      // The reason comes last, where it is seen.
      err(complaint(name, file, values.jwks, more));
      return 2;
    }
    const [given, keys, mails] = await Promise.all([
      readGiven(file),
      readGiven(values.jwks),
      Promise.all((values.head ?? []).map(readGiven)),
    ]);
    const jwks = parseGiven(keys, 'a set of keys as GET /api/.well-known/jwks.json answers it', jwksSchema);
    for (const line of await command(given, jwks, mails)) out(line);
    return 0;
  } catch (error) {
    err(error instanceof Error ? error.message : String(error));
    return error instanceof NotGenuine ? 1 : 2;
  }
}

function complaint(
  name: string | undefined,
  file: string | undefined,
  jwks: string | undefined,
  surplus: readonly string[],
): string {
  if (name === undefined) return 'There is no command.';
  if (!commands.has(name)) return `There is no command "${name}".`;
  if (file === undefined) return `${name} needs a FILE.`;
  if (jwks === undefined) return `${name} needs --jwks FILE.`;
  return `${name} takes one FILE; this is too much: ${surplus.join(' ')}`;
}

/** What a command makes of its files: lines to print. */
type Command = (given: Given, jwks: Jwks, mails: readonly Given[]) => Promise<readonly string[]>;

const commands: ReadonlyMap<string, Command> = new Map([
  ['verify-receipt', receiptCommand],
  ['verify-history', historyCommand],
]);

async function receiptCommand(given: Given, jwks: Jwks, mails: readonly Given[]): Promise<readonly string[]> {
  if (mails.length > 0) throw new Error('--head is for verify-history');
  const { receipt, beside } = readReceipt(given);
  const claims = await verifyReceipt(receipt, jwks);
  if (beside !== undefined) requireSame(beside, claims);
  return tellReceipt(claims);
}

async function historyCommand(given: Given, jwks: Jwks, mails: readonly Given[]): Promise<readonly string[]> {
  const { items, head, nextCursor } = parseGiven(given, 'a history', historySchema);
  if (nextCursor !== undefined)
    throw new Error(
      'This is only the beginning of the history: fetch the other pages, and put their items behind these.',
    );
  const heads = [...(head === undefined ? [] : [head]), ...mails.map(readHead)];
  if (heads.length === 0)
    throw new Error('The history has no signed head, so give one with --head: without it nobody can tell.');
  return tellHistory(await verifyHistory(items, heads, jwks));
}
