import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../kit/atomic-file.ts';
import { ACCOUNT, REGION } from '../../kit/resource.ts';
import { AwsError } from '../../kit/service.ts';
import {
  generateKey,
  generateMaterial,
  type KeySettings,
  keyArn,
  redeclare,
  type StoredKey,
  storedKey,
} from './stored-key.ts';

const day = 24 * 60 * 60 * 1000;
/** The prefix of the ARNs of keys and aliases. */
const HERE = `arn:aws:kms:${REGION}:${ACCOUNT}:`;

/** The keys of the local account. Each is a file with mode 0600 that is replaced atomically. */
export interface KeyRing {
  /** Creates a key, or updates the settings of an existing one. Its ciphertexts stay decryptable. */
  define(keyId: string, settings: KeySettings): Promise<StoredKey>;
  /** Points an alias (`alias/NAME`) at a key. Aliases are set again at every start. */
  setAlias(alias: string, keyId: string): void;
  /**
   * The key by id, ARN, alias or ARN of an alias.
   *
   * @throws AwsError `NotFoundException`, for another account or Region, too
   */
  find(reference: string): Promise<StoredKey>;
  list(): readonly StoredKey[];
  aliases(): readonly (readonly [alias: string, keyId: string])[];
  /** Changes a key; resolves when the change is on disk. */
  update(keyId: string, changes: Partial<StoredKey>): Promise<StoredKey>;
  /** Adds new key material. The old material still decrypts. */
  rotate(keyId: string): Promise<void>;
}

/**
 * Opens the keys of a folder.
 *
 * @param now - milliseconds since the epoch
 * @throws ZodError for an invalid file
 */
export async function openKeyRing(folder: string, now: () => number): Promise<KeyRing> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const keys = new Map<string, StoredKey>();
  const aliases = new Map<string, string>();
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const key = storedKey.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    keys.set(key.keyId, key);
  }
  const fileOf = (keyId: string) => join(folder, `${keyId}.json`);

  let last: Promise<unknown> = Promise.resolve();
  /** Runs changes one after the other, so that none overwrites the key material of another. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = last.then(change);
    last = changed.catch(() => undefined);
    return changed;
  }

  async function save(key: StoredKey): Promise<StoredKey> {
    await writeAtomically(fileOf(key.keyId), JSON.stringify(key, null, 2));
    keys.set(key.keyId, key);
    return key;
  }

  function alter(keyId: string, change: (key: StoredKey) => StoredKey): Promise<StoredKey> {
    return inTurn(() => {
      const key = keys.get(keyId);
      if (key === undefined) throw keyNotFound(keyId);
      return save(change(key));
    });
  }

  async function find(reference: string): Promise<StoredKey> {
    const isArn = reference.startsWith('arn:');
    if (isArn && !reference.startsWith(HERE)) throw notFound(`Invalid arn ${reference}`);
    const name = isArn ? reference.slice(HERE.length) : reference;
    const id = isArn ? name.replace(/^key\//, '') : name;
    const keyId = name.startsWith('alias/') ? aliases.get(name) : id;
    if (keyId === undefined) throw notFound(`Alias '${HERE}${name}' is not found.`);
    const key = keys.get(keyId);
    if (key === undefined) throw keyNotFound(keyId);
    if (key.deletionDate !== undefined && key.deletionDate <= now()) {
      await inTurn(() => rm(fileOf(keyId), { force: true }));
      keys.delete(keyId);
      throw keyNotFound(keyId);
    }
    // The yearly rotation happens at the first use after it is due.
    return isDue(key) ? alter(keyId, (current) => (isDue(current) ? rotated(current) : current)) : key;
  }

  function isDue({ rotation, materials }: StoredKey): boolean {
    const current = materials.at(-1);
    return (
      rotation.enabled && current !== undefined && now() >= current.created + rotation.periodInDays * day
    );
  }

  function rotated(key: StoredKey): StoredKey {
    return { ...key, materials: [...key.materials, generateMaterial(now())] };
  }

  return {
    define: (keyId, settings) =>
      inTurn(async () => {
        const known = keys.get(keyId);
        if (known === undefined) return save(generateKey(keyId, settings, now()));
        if (known.spec !== settings.spec) throw new Error(`The key ${keyId} cannot change its key spec.`);
        return save(redeclare(known, settings));
      }),
    setAlias: (alias, keyId) => void aliases.set(alias, keyId),
    find,
    list: () => [...keys.values()],
    aliases: () => [...aliases],
    update: (keyId, changes) => alter(keyId, (key) => ({ ...key, ...changes })),
    rotate: async (keyId) => void (await alter(keyId, rotated)),
  };
}

function keyNotFound(keyId: string): AwsError {
  return notFound(`Key '${keyArn(keyId)}' does not exist`);
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', 400, message);
}
