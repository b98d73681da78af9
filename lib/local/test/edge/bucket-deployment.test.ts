import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsServices, openAwsServices } from '../../cloud/aws-services.ts';
import { createBucketDeploymentProvider } from '../../edge/index.ts';
import { openCredentials } from '../../front-door/index.ts';
import { hangUp, listen } from '../../kit/listen.ts';
import { UnsupportedProperty } from '../../kit/resource.ts';

let folder: string;
let server: Server;
let aws: AwsServices;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployment-'));
  server = createServer();
  const awsPort = await listen(server, 0, 'aws-port');
  const credentials = await openCredentials(folder, 'test');
  aws = await openAwsServices({
    dataFolder: join(folder, 'data'),
    awsPort,
    credentials,
    onRecord: () => undefined,
  });
  aws.open(server, { services: [] });
  const buckets = aws.providers.find(({ type }) => type === 'AWS::S3::Bucket');
  await buckets?.provision({ logicalId: 'Pages', physicalName: 'pages', properties: {} });
  await mkdir(join(folder, 'one/assets'), { recursive: true });
  await writeFile(join(folder, 'one/index.html'), '<!doctype html>');
  await writeFile(join(folder, 'one/assets/app.js'), 'export {};');
  await writeFile(join(folder, 'one/assets/a b+c.svg'), '<svg/>');
  await writeFile(join(folder, 'one/unknown.xyz123'), 'x');
});

afterEach(async () => {
  await hangUp(server);
  await aws.close();
  await rm(folder, { recursive: true });
});

async function deploy(properties: object): Promise<void> {
  const provider = createBucketDeploymentProvider({ s3: aws.s3, assetPath: (key) => join(folder, key) });
  const common = {
    ServiceToken: 'arn',
    SourceBucketNames: ['assets'],
    SourceObjectKeys: ['one'],
    DestinationBucketName: 'pages',
  };
  await provider.provision({
    logicalId: 'Deploy',
    physicalName: 'deploy',
    properties: { ...common, ...properties },
  });
}

async function keys(): Promise<(string | undefined)[]> {
  const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket: 'pages' }));
  return Contents.map(({ Key }) => Key);
}

describe('a bucket deployment', () => {
  it('copies the files of an asset, with types, cache control and metadata', async () => {
    await deploy({ SystemMetadata: { 'cache-control': 'no-cache' }, UserMetadata: { build: '1' } });
    expect(await keys()).toEqual(['assets/a b+c.svg', 'assets/app.js', 'index.html', 'unknown.xyz123']);
    const types = await Promise.all(
      (await keys()).map(
        async (Key) => (await aws.s3.send(new GetObjectCommand({ Bucket: 'pages', Key }))).ContentType,
      ),
    );
    expect(types).toEqual(['image/svg+xml', 'text/javascript', 'text/html', 'application/octet-stream']);
    const page = await aws.s3.send(new GetObjectCommand({ Bucket: 'pages', Key: 'index.html' }));
    expect(page).toMatchObject({ CacheControl: 'no-cache', Metadata: { build: '1' } });
  });

  it('prunes only below its prefix, and only if configured', async () => {
    for (const Key of ['old.txt', 'site/old.txt'])
      await aws.s3.send(new PutObjectCommand({ Bucket: 'pages', Key, Body: 'x' }));
    await deploy({ DestinationBucketKeyPrefix: 'site', Prune: false });
    expect(await keys()).toContain('site/old.txt');
    await deploy({ DestinationBucketKeyPrefix: 'site/' });
    expect(await keys()).toEqual([
      'old.txt',
      'site/assets/a b+c.svg',
      'site/assets/app.js',
      'site/index.html',
      'site/unknown.xyz123',
    ]);
  });

  it('refuses what it does not support', async () => {
    await expect(deploy({ Extract: false })).rejects.toThrow(UnsupportedProperty);
    await expect(deploy({ SignContent: true })).rejects.toThrow('SignContent');
  });
});
