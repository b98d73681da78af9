import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  S3Client,
  SelectObjectContentCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenS3, openS3, refusal } from './open-s3.ts';

const Bucket = 'guarded';
let cloud: OpenS3;
beforeAll(async () => {
  cloud = await openS3();
  await cloud.bucket(Bucket, { VersioningConfiguration: { Status: 'Enabled' } });
  await cloud.client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  await cloud.client.send(new PutObjectCommand({ Bucket, Key: 'shut', Body: 'x' }));
});
afterAll(() => cloud[Symbol.asyncDispose]());

/** A client that signs as a role with these statements. */
function roleWith(role: string, ...statements: object[]): S3Client {
  const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
  cloud.door.iam.attachIdentityPolicy(`role/${role}`, 'own', { Version: '2012-10-17', Statement });
  return new S3Client({ ...cloud.door.clientOf(role), forcePathStyle: true });
}
const objects = `arn:aws:s3:::${Bucket}/*`;
const denied = { name: 'AccessDenied', status: 403 };

describe('a role may do what its policy says, and no more', () => {
  it('reading needs s3:GetObject, a named version s3:GetObjectVersion', async () => {
    const reader = roleWith('reader', { Action: 's3:GetObject', Resource: objects });
    const head = await reader.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
    const named = new GetObjectCommand({ Bucket, Key: 'k', VersionId: head.VersionId });
    expect(await refusal(reader.send(named))).toEqual(denied);
    expect(await refusal(reader.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'y' })))).toEqual(denied);
    expect(await refusal(reader.send(new DeleteObjectCommand({ Bucket, Key: 'k' })))).toEqual(denied);
    expect(await refusal(reader.send(new ListObjectsV2Command({ Bucket })))).toEqual(denied);
    expect(await refusal(reader.send(new ListBucketsCommand({})))).toEqual(denied);
  });

  it('a missing key is NoSuchKey for those who may list, AccessDenied for others', async () => {
    const missing = () => new GetObjectCommand({ Bucket, Key: 'missing' });
    const blind = roleWith('blind', { Action: 's3:GetObject', Resource: objects });
    expect(await refusal(blind.send(missing()))).toEqual(denied);
    const seeing = roleWith(
      'seeing',
      { Action: 's3:GetObject', Resource: objects },
      { Action: 's3:ListBucket', Resource: `arn:aws:s3:::${Bucket}` },
    );
    expect(await refusal(seeing.send(missing()))).toEqual({ name: 'NoSuchKey', status: 404 });
  });

  it('listing can be bound to a prefix', async () => {
    const lister = roleWith('lister', {
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${Bucket}`,
      Condition: { StringEquals: { 's3:prefix': 'mine/' } },
    });
    await lister.send(new ListObjectsV2Command({ Bucket, Prefix: 'mine/' }));
    expect(await refusal(lister.send(new ListObjectsV2Command({ Bucket, Prefix: 'yours/' })))).toEqual(
      denied,
    );
    expect(await refusal(lister.send(new ListObjectsV2Command({ Bucket })))).toEqual(denied);
  });

  it('a copy needs the right to read its source', async () => {
    const writer = roleWith('writer', { Action: 's3:PutObject', Resource: objects });
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/shut` });
    expect(await refusal(writer.send(copy))).toEqual(denied);
  });

  it('what a presigned address allows is what its signer may do', async () => {
    const reader = roleWith('signer', { Action: 's3:GetObject', Resource: objects });
    const allowed = await fetch(await getSignedUrl(reader, new GetObjectCommand({ Bucket, Key: 'k' })));
    expect(await allowed.text()).toBe('x');
    const url = await getSignedUrl(reader, new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
  });
});

describe('a bucket policy', () => {
  it('of the template is there for IAM to evaluate', async () => {
    const PolicyDocument = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: objects,
          Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
        },
      ],
    };
    const [, provider] = cloud.s3.providers;
    const properties = { Bucket, PolicyDocument };
    await provider?.provision({ logicalId: 'Policy', physicalName: 'policy', properties });
    expect(cloud.s3.bucketPolicy(Bucket)).toEqual(PolicyDocument);
    cloud.door.iam.setResourcePolicy(`arn:aws:s3:::${Bucket}`, cloud.s3.bucketPolicy(Bucket));
    const sealed = new PutObjectCommand({
      Bucket,
      Key: 'sealed',
      Body: 'x',
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: 'A'.repeat(32),
    });
    expect(await refusal(cloud.client.send(sealed))).toEqual(denied);
    cloud.door.iam.setResourcePolicy(`arn:aws:s3:::${Bucket}`, undefined);
    expect(await refusal(cloud.client.send(sealed))).toEqual({ name: 'NotImplemented', status: 501 });
  });
});

describe('a condition about the signature', () => {
  it.each<[string, object, [header: number, query: number, old: number]]>([
    ['age', { NumericGreaterThan: { 's3:signatureAge': 600_000 } }, [200, 200, 403]],
    ['way in', { StringNotEquals: { 's3:authType': 'REST-HEADER' } }, [200, 403, 403]],
    ['version', { StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } }, [200, 200, 200]],
    ['transport', { NumericLessThan: { 's3:TlsVersion': 1.2 } }, [200, 200, 200]],
  ])('denies by its %s', async (_, Condition, expected) => {
    const Statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: objects,
      Condition,
    };
    cloud.door.iam.setResourcePolicy(`arn:aws:s3:::${Bucket}`, { Statement });
    const command = new GetObjectCommand({ Bucket, Key: 'k' });
    const signed = async (minutesAgo: number) => {
      const signingDate = new Date(Date.now() - minutesAgo * 60_000);
      return (await fetch(await getSignedUrl(cloud.client, command, { expiresIn: 3600, signingDate })))
        .status;
    };
    const sent = cloud.client.send(command).then(
      () => 200,
      () => 403,
    );
    expect([await sent, await signed(0), await signed(11)]).toEqual(expected);
    cloud.door.iam.setResourcePolicy(`arn:aws:s3:::${Bucket}`, undefined);
  });
});

describe('what is not supported is refused by name', () => {
  const message = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof Error ? `${error.name}: ${error.message}` : 'no error';
  };

  it('operations', async () => {
    const send = cloud.client.send.bind(cloud.client);
    expect(await message(send(new CreateBucketCommand({ Bucket: 'new' })))).toMatch(
      /NotImplemented: .*CreateBucket/,
    );
    expect(await message(send(new ListObjectsCommand({ Bucket })))).toMatch(/NotImplemented: .*ListObjects/);
    const versioning = { Bucket, VersioningConfiguration: { Status: 'Suspended' as const } };
    expect(await message(send(new PutBucketVersioningCommand(versioning)))).toMatch(
      /NotImplemented: .*versioning/,
    );
    const acl = new PutObjectAclCommand({ Bucket, Key: 'k', ACL: 'public-read' });
    expect(await message(send(acl))).toMatch(/NotImplemented: .*x-amz-acl/);
    const select = new SelectObjectContentCommand({
      Bucket,
      Key: 'k',
      Expression: 'x',
      ExpressionType: 'SQL',
      InputSerialization: {},
      OutputSerialization: {},
    });
    expect(await message(send(select))).toMatch(/NotImplemented/);
  });

  it('headers and parameters', async () => {
    const put = (more: object) =>
      message(cloud.client.send(new PutObjectCommand({ Bucket, Key: 'odd', Body: 'x', ...more })));
    expect(await put({ StorageClass: 'GLACIER' })).toMatch(/GLACIER/);
    expect(await put({ ObjectLockMode: 'GOVERNANCE' })).toMatch(/x-amz-object-lock-mode/);
    expect(await put({ ServerSideEncryption: 'aws:kms:dsse' })).toMatch(/aws:kms:dsse/);
    expect(await put({ WebsiteRedirectLocation: '/x' })).toMatch(/x-amz-website-redirect-location/);
    expect(await put({ ExpectedBucketOwner: '111111111111' })).toMatch(/AccessDenied/);
    await expect(cloud.client.send(new HeadObjectCommand({ Bucket, Key: 'odd' }))).rejects.toThrow();
  });
});

it('a bucket that is not there is NoSuchBucket', async () => {
  const absent = { Bucket: 'absent' };
  expect(await refusal(cloud.client.send(new ListObjectsV2Command(absent)))).toEqual({
    name: 'NoSuchBucket',
    status: 404,
  });
  const put = new PutObjectCommand({ ...absent, Key: 'k', Body: 'x' });
  expect((await refusal(cloud.client.send(put))).name).toBe('NoSuchBucket');
  expect((await refusal(cloud.client.send(new HeadBucketCommand(absent)))).status).toBe(404);
});
