import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import { AwsError } from '../service.ts';
import {
  generateKey,
  generateMaterial,
  type KeySettings,
  keyArn,
  type StoredKey,
  storedKey,
} from './stored-key.ts';

const day = 24 * 60 * 60 * 1000;

/** The keys of the embedded account; each is a file of its own, 0600, replaced atomically. */
export interface KeyRing {
  /** Creates a key, or gives an existing one new settings; what it encrypted stays decryptable. */
  define(keyId: string, settings: KeySettings): Promise<StoredKey>;
  /** Points an alias (`alias/NAME`) at a key; the template says it anew at every start. */
  setAlias(alias: string, keyId: string): void;
  /**
   * The key by id, ARN, alias or ARN of an alias.
   *
   * @throws AwsError `NotFoundException`
   */
  find(reference: string): Promise<StoredKey>;
  list(): readonly StoredKey[];
  aliases(): readonly (readonly [alias: string, keyId: string])[];
  /** Changes a key; resolves when the change is on disk. */
  update(keyId: string, changes: Partial<StoredKey>): Promise<StoredKey>;
  /** Puts fresh material before the old, which goes on to decrypt. */
  rotate(keyId: string): Promise<void>;
}

/**
 * Opens the keys of a folder.
 *
 * @param now - milliseconds since the epoch
 * @throws ZodError for a file that is no key
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

  async function save(key: StoredKey): Promise<StoredKey> {
    await writeAtomically(fileOf(key.keyId), JSON.stringify(key, null, 2));
    keys.set(key.keyId, key);
    return key;
  }

  async function find(reference: string): Promise<StoredKey> {
    const name = reference.startsWith('arn:') ? reference.slice(reference.lastIndexOf(':') + 1) : reference;
    const keyId = name.startsWith('alias/') ? aliases.get(name) : name.replace(/^key\//, '');
    const key = keys.get(keyId ?? '');
    const kind = name.startsWith('alias/') ? 'Alias' : 'Key';
    const described = kind === 'Key' ? keyArn(keyId ?? '') : `arn:aws:kms:${name}`;
    if (key === undefined)
      throw new AwsError('NotFoundException', 400, `${kind} '${described}' does not exist`);
    if (key.deletionDate !== undefined && key.deletionDate <= now()) {
      await rm(fileOf(key.keyId), { force: true });
      keys.delete(key.keyId);
      throw new AwsError('NotFoundException', 400, `Key '${keyArn(key.keyId)}' does not exist`);
    }
    return rotateIfDue(key);
  }

  /** The yearly rotation, at the first use after it is due. */
  async function rotateIfDue(key: StoredKey): Promise<StoredKey> {
    const current = key.materials.at(-1);
    if (!key.rotation.enabled || current === undefined) return key;
    if (now() < current.created + key.rotation.periodInDays * day) return key;
    return save({ ...key, materials: [...key.materials, generateMaterial(now())] });
  }

  async function update(keyId: string, changes: Partial<StoredKey>): Promise<StoredKey> {
    return save({ ...(await find(keyId)), ...changes });
  }

  return {
    async define(keyId, settings) {
      const known = keys.get(keyId);
      if (known === undefined) return save(generateKey(keyId, settings, now()));
      if (known.spec !== settings.spec)
        throw new Error(`The key ${keyId} cannot become another kind of key.`);
      return save({ ...known, ...settings });
    },
    setAlias: (alias, keyId) => void aliases.set(alias, keyId),
    find,
    list: () => [...keys.values()],
    aliases: () => [...aliases],
    update,
    async rotate(keyId) {
      const { materials } = await find(keyId);
      await update(keyId, { materials: [...materials, generateMaterial(now())] });
    },
  };
}
