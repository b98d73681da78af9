import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfPresent, writeAtomically } from '../atomic-file.ts';
import { ACCOUNT, REGION } from '../resource.ts';
import { type AccessKey, base32, type Credentials, createCredentials } from './credentials.ts';

const profile = 'encrypt5-local';

/**
 * Opens the registry of a data folder. The first start makes the administrator's key and the seed of the functions'
 * keys; later starts reuse them.
 *
 * @param folder - the data folder: `credentials` (AWS CLI format) and `credentials.seed` lie in it, both 0600
 * @throws Error where `credentials` is there, but has no complete profile `encrypt5-local`
 */
export async function openCredentials(folder: string): Promise<Credentials> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const seedFile = join(folder, 'credentials.seed');
  const seed = (await readIfPresent(seedFile)) ?? (await create(seedFile, randomBytes(32)));
  const profileFile = join(folder, 'credentials');
  const text = (await readIfPresent(profileFile)) ?? (await create(profileFile, Buffer.from(newProfile())));
  return createCredentials(parseProfile(text.toString()), seed);
}

async function create(file: string, content: Buffer): Promise<Buffer> {
  await writeAtomically(file, content);
  return content;
}

function newProfile(): string {
  return [
    `[${profile}]`,
    `aws_access_key_id = AKIA${base32(randomBytes(10))}`,
    `aws_secret_access_key = ${randomBytes(30).toString('base64')}`,
    `region = ${REGION}`,
    '',
  ].join('\n');
}

function parseProfile(text: string): AccessKey {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const start = lines.indexOf(`[${profile}]`);
  const settings = new Map<string, string>();
  for (const line of start < 0 ? [] : lines.slice(start + 1)) {
    if (line.startsWith('[')) break;
    const equals = line.indexOf('=');
    if (equals > 0) settings.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  const accessKeyId = settings.get('aws_access_key_id');
  const secretAccessKey = settings.get('aws_secret_access_key');
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(
      `The file credentials in the data folder has no complete profile [${profile}]; delete it to get a new one.`,
    );
  }
  const principal = { arn: `arn:aws:iam::${ACCOUNT}:user/${profile}`, accessKeyId };
  return { accessKeyId, secretAccessKey, sessionToken: undefined, principal };
}
