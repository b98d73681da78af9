import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { secretsIn, secretsShown } from './secrets-in-log.ts';

/** Records the secrets that were used: one line each, in a file beside the log that must not contain them. */
export function recordSecrets(logFile: string, ...values: unknown[]): void {
  const secrets = secretsIn(values);
  if (secrets.length > 0)
    appendFileSync(secretsFile(logFile), secrets.map((secret) => `${JSON.stringify(secret)}\n`).join(''));
}

/** @throws Error with the used secrets that a log contains */
export async function requireNoSecretsIn(logFile: string): Promise<void> {
  const lines = (await readFile(secretsFile(logFile), 'utf8').catch(() => '')).split('\n');
  const secrets = lines.filter((line) => line !== '').map((line) => String(JSON.parse(line)));
  const shown = secretsShown(await readFile(logFile, 'utf8').catch(() => ''), secrets);
  if (shown.length > 0) throw new Error(`The log shows secrets:\n  ${shown.join('\n  ')}`);
}

const secretsFile = (logFile: string) => `${logFile}.secrets`;
