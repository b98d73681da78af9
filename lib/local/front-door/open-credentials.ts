import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfPresent, writeAtomically } from '../kit/atomic-file.ts';
import { ACCOUNT, REGION } from '../kit/resource.ts';
import { type AccessKey, base32, type Credentials, createCredentials } from './credentials.ts';

/**
 * Opens the registry of a data folder. The first start creates the administrator's key and the seed of the functions' keys.
 * Later starts reuse them.
 *
 * @param folder - the data folder; it holds `credentials` (AWS CLI format) and `credentials.seed`, both with mode 0600
 * @param profile - the name of the administrator's profile in `credentials`, and of the administrator's IAM user
 * @throws Error if `credentials` exists but has no complete profile of this name
 */
export async function openCredentials(folder: string, profile: string): Promise<Credentials> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const seedFile = join(folder, 'credentials.seed');
  const seed = (await readIfPresent(seedFile)) ?? (await create(seedFile, randomBytes(32)));
  const profileFile = join(folder, 'credentials');
  const text =
    (await readIfPresent(profileFile)) ?? (await create(profileFile, Buffer.from(newProfile(profile))));
  return createCredentials(parseProfile(text.toString(), profile), seed);
}

async function create(file: string, content: Buffer): Promise<Buffer> {
  await writeAtomically(file, content);
  return content;
}

function newProfile(profile: string): string {
  return [
    `[${profile}]`,
    `aws_access_key_id = AKIA${base32(randomBytes(10))}`,
    `aws_secret_access_key = ${randomBytes(30).toString('base64')}`,
    `region = ${REGION}`,
    '',
  ].join('\n');
}

function parseProfile(text: string, profile: string): AccessKey {
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
