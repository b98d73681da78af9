import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createSecretProvider,
  createSecretsService,
  openSecrets,
  type Secrets,
} from '../../secrets/index.ts';
import { type OpenDoor, openDoor } from '../front-door/open-door.ts';

let door: OpenDoor;
let secrets: Secrets;
let client: SecretsManagerClient;

beforeEach(async () => {
  door = await openDoor(async ({ folder, now }) => {
    secrets = await openSecrets(join(folder, 'secrets'), now);
    return [createSecretsService(secrets, (error) => expect(error).toBeUndefined())];
  });
  client = new SecretsManagerClient(door.client);
});
afterEach(() => door[Symbol.asyncDispose]());

async function provision(
  GenerateSecretString: object,
  physicalName = 'origin',
  more: object = {},
): Promise<string> {
  const provider = createSecretProvider(secrets);
  const resource = { logicalId: 'Origin', physicalName, properties: { GenerateSecretString, ...more } };
  await provider.provision(resource);
  return provider.identify(resource).ref;
}

describe('a secret', () => {
  it('is generated once, and read by name or by the ARN that the template knew before', async () => {
    const arn = await provision({});
    const value = secrets.resolve('origin');
    await provision({});
    expect(await client.send(new GetSecretValueCommand({ SecretId: arn }))).toMatchObject({
      ARN: arn,
      Name: 'origin',
      SecretString: value,
    });
    expect(await client.send(new DescribeSecretCommand({ SecretId: 'origin' }))).toMatchObject({ ARN: arn });
    expect(arn).toMatch(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:origin-[0-9a-f]{6}$/);
  });

  it('survives a restart in a file that only its owner can read, also when several are made at once', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => provision({}, name)));
    const reopened = await openSecrets(join(door.folder, 'secrets'), Date.now);
    for (const name of ['a', 'b', 'c', 'd']) expect(reopened.resolve(name)).toBe(secrets.resolve(name));
    expect((await stat(join(door.folder, 'secrets', 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('is not encrypted with a key of one’s own, and says so', async () => {
    await expect(provision({}, 'origin', { KmsKeyId: 'alias/own' })).rejects.toThrow('property KmsKeyId');
  });

  it('that is not there is an error', async () => {
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(() => secrets.resolve('none')).toThrow('find the specified secret');
  });

  it('is closed to a role without a grant', async () => {
    await provision({});
    const stranger = new SecretsManagerClient(door.clientOf('stranger'));
    await expect(stranger.send(new GetSecretValueCommand({ SecretId: 'origin' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('generated secrets', () => {
  it('hold each included type, and nothing that is excluded', async () => {
    for (let i = 0; i < 20; i++) {
      await provision({ PasswordLength: 4, ExcludeCharacters: 'abc"\\' }, `s${i}`);
      const value = secrets.resolve(`s${i}`);
      expect(value).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^a-zA-Z0-9])[^abc"\\]{4}$/);
    }
    await provision({ PasswordLength: '64', ExcludePunctuation: 'true' }, 'plain');
    expect(secrets.resolve('plain')).toMatch(/^[a-zA-Z0-9]{64}$/);
  });

  it('stand in a JSON object where the template has one', async () => {
    await provision({ SecretStringTemplate: '{"user":"edge"}', GenerateStringKey: 'token' });
    expect(secrets.resolve('origin', 'user')).toBe('edge');
    expect(secrets.resolve('origin', 'token')).toHaveLength(32);
    expect(() => secrets.resolve('origin', 'other')).toThrow('other');
  });

  it('are refused where the rules leave nothing', async () => {
    const nothing = {
      ExcludeLowercase: true,
      ExcludeUppercase: true,
      ExcludeNumbers: true,
      ExcludePunctuation: true,
    };
    await expect(provision(nothing)).rejects.toThrow('every character');
    await expect(provision({ PasswordLength: 3 })).rejects.toThrow('too short');
  });
});
