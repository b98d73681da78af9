import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwnVault } from '../setup/own-vault.ts';
import { signedIn } from '../setup/vault-client.ts';
import { schemathesisPrograms } from './environment.ts';
import { workFolder } from './folders.ts';
import { run } from './run.ts';

/** No fault of ours, nothing that the document does not say, nothing taken that it calls wrong. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** They would end the session, or the account, that all the others are tried with. */
const ENDINGS = ['logout', 'closeAccount', 'endSession', 'changePassword'];

/**
 * Has schemathesis make up requests from the document that the vault serves: as an administrator by his session, by an API key with every
 * scope, and as nobody.
 *
 * @returns a line on what was tried
 * @throws CommandFailed with the last lines of what it found
 */
export async function fuzzByDocument(): Promise<string> {
  const programs = await schemathesisPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-schemathesis-'));
  const vault = await startOwnVault(folder, { firstUserIsAdministrator: 'true' });
  try {
    const administrator = await signedIn(vault);
    const { secret } = await administrator.call('createKey', {
      body: {
        name: 'schemathesis',
        scopes: ['files:read', 'files:write', 'metrics:read'],
        expiresAt: new Date(Date.now() + 3600_000).toISOString(),
      },
    });
    // Nobody has a token, too: without one, schemathesis 4.32.5 tries to sign itself up, and fails at it.
    const who = { session: administrator.accessToken ?? '', key: secret, nobody: 'made-up' };
    for (const [name, token] of Object.entries(who)) {
      await run({
        name: `schemathesis-${name}`,
        file: join(programs, 'st'),
        args: [
          'run',
          new URL('/api/openapi.json', vault.pageUrl).href,
          `--checks=${CHECKS.join(',')}`,
          '--phases=examples,coverage,fuzzing',
          '--max-examples=15',
          '--seed=5',
          '--no-shrink',
          '--continue-on-failure',
          '--suppress-health-check=all',
          '--warnings=off',
          ...ENDINGS.map((operation) => `--exclude-operation-id=${operation}`),
          '--header',
          `Authorization: Bearer ${token}`,
        ],
        folder: workFolder,
      });
    }
    return `${Object.keys(who).join(', ')}: ${CHECKS.length} checks of every operation`;
  } finally {
    await vault.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
