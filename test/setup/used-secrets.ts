import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { secretsIn, secretsShown } from './secrets-in-log.ts';

/** Takes down which secrets were used: a line for each, beside the log that must not show them. */
export function noteSecrets(logFile: string, ...values: unknown[]): void {
  const secrets = secretsIn(values);
  if (secrets.length > 0)
    appendFileSync(secretsFile(logFile), secrets.map((secret) => `${JSON.stringify(secret)}\n`).join(''));
}

/** Which of the secrets that were used a log shows. */
export async function secretsShownIn(logFile: string): Promise<string[]> {
  const lines = (await readFile(secretsFile(logFile), 'utf8').catch(() => '')).split('\n');
  const secrets = lines.filter((line) => line !== '').map((line) => String(JSON.parse(line)));
  return secretsShown(await readFile(logFile, 'utf8').catch(() => ''), secrets);
}

const secretsFile = (logFile: string) => `${logFile}.secrets`;
