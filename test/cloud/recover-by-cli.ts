import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DecryptCommand } from '@aws-sdk/client-kms';
import { startOwnVault } from '../setup/own-vault.ts';
import { samplePdf } from '../setup/sample-files.ts';
import { awaitStatus, signedIn, upload } from '../setup/vault-client.ts';
import { MissingRequirement } from './environment.ts';
import { root } from './folders.ts';

const run = promisify(execFile);

/** Runs the AWS CLI commands of docs/recovery.md on an export, and checks the file key that they write. */
export async function recoverByCli(): Promise<string> {
  await run('aws', ['--version']).catch((cause: unknown) => {
    throw new MissingRequirement('the AWS CLI (Debian: apt install awscli)', { cause });
  });
  const document = await readFile(join(root, 'docs/recovery.md'), 'utf8');
  const commands = /<!-- runs in: test\/cloud, [^\n]*-->\n```sh\n(.*?)```/s.exec(document)?.[1];
  if (commands === undefined)
    throw new Error('docs/recovery.md has no block of commands marked for test/cloud');
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-cli-'));
  const vault = await startOwnVault(join(folder, 'data'), {});
  try {
    const client = await signedIn(vault);
    const id = await upload(client, samplePdf());
    await awaitStatus(client, id, 'encrypted');
    const exported = await client.call('exportFile', { params: { id } });
    await writeFile(join(folder, 'export.json'), JSON.stringify(exported));
    await run('sh', ['-euc', commands], {
      cwd: folder,
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: vault.awsUrl,
        AWS_REGION: 'eu-west-1',
        AWS_PROFILE: 'encrypt5-local',
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'data', 'credentials'),
      },
    });
    const { wrappedKey, keyArn, encryptionContext } = exported;
    const CiphertextBlob = Buffer.from(wrappedKey, 'base64');
    const { Plaintext = new Uint8Array() } = await vault.kms.send(
      new DecryptCommand({ CiphertextBlob, KeyId: keyArn, EncryptionContext: encryptionContext }),
    );
    const unwrapped = (await readFile(join(folder, 'file-key'), 'utf8')).trim();
    if (unwrapped !== Buffer.from(Plaintext).toString('base64'))
      throw new Error('the commands wrote another key than the file key');
    return 'the CLI unwrapped the file key of an export';
  } finally {
    await vault.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
