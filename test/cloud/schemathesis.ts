import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwnVault } from '../setup/own-vault.ts';
import { signedIn } from '../setup/vault-client.ts';
import { schemathesisPrograms } from './environment.ts';
import { workFolder } from './folders.ts';
import { run } from './run.ts';

/** The server must not fail, and every response must match the OpenAPI document. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** These operations would end the session or the account that the other requests need. */
const EXCLUDED_OPERATIONS = ['logout', 'closeAccount', 'endSession', 'changePassword'];

/**
 * Runs schemathesis, which generates requests from the OpenAPI document of the vault: with the session of an administrator, with an
 * API key that has every scope, and with an invalid token.
 *
 * @returns a summary in one line
 * @throws CommandFailed with the last lines of its report
 */
export async function fuzzApi(): Promise<string> {
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
    // The anonymous run has a token too: without one, schemathesis 4.32.5 tries to register an account, and fails.
    const tokens = { session: administrator.accessToken ?? '', key: secret, anonymous: 'invalid' };
    for (const [name, token] of Object.entries(tokens)) {
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
          ...EXCLUDED_OPERATIONS.map((operation) => `--exclude-operation-id=${operation}`),
          '--header',
          `Authorization: Bearer ${token}`,
        ],
        folder: workFolder,
      });
    }
    return `${Object.keys(tokens).join(', ')}: ${CHECKS.length} checks of every operation`;
  } finally {
    await vault.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
