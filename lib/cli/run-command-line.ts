import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readReceipt } from './read-receipt.ts';
import { tellReceipt } from './tell-receipt.ts';
import { ReceiptRefused, verifyReceipt } from './verify-receipt.ts';

const usage = `What can be done without the service.

  encrypt5 verify-receipt FILE --jwks FILE

  verify-receipt   says whether a receipt of deletion was signed by the vault, and what it states.
                   The first FILE is a receipt as the page or GET /api/files/{id}/receipt gives it,
                   the second what GET /api/.well-known/jwks.json answered, at any time since.

It ends with 0 for a receipt that is genuine, 1 for one that is not, and 2 where it could not tell.
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
      options: { jwks: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      out(usage);
      return 0;
    }
    const [command, file, ...more] = positionals;
    if (command !== 'verify-receipt' || file === undefined || values.jwks === undefined || more.length > 0) {
      err(usage);
      return 2;
    }
    const [receipt, jwks] = await Promise.all([readFile(file, 'utf8'), readFile(values.jwks, 'utf8')]);
    const claims = await verifyReceipt(readReceipt(receipt), JSON.parse(jwks));
    for (const line of tellReceipt(claims)) out(line);
    return 0;
  } catch (error) {
    err(error instanceof Error ? error.message : String(error));
    return error instanceof ReceiptRefused ? 1 : 2;
  }
}
