import {
  GetBucketCorsCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnsupportedProperty } from '../../kit/resource.ts';
import { type OpenS3, openS3, refusal } from './open-s3.ts';

let cloud: OpenS3;
beforeAll(async () => {
  cloud = await openS3();
});
afterAll(() => cloud[Symbol.asyncDispose]());

const encryptedBy = (ServerSideEncryptionByDefault: object) => ({
  BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault }] },
});

describe('AWS::S3::Bucket', () => {
  it('has the name that the template gives, or the physical one', () => {
    const [provider] = cloud.s3.providers;
    const identify = (properties: unknown) =>
      provider?.identify({ logicalId: 'Vault', physicalName: 'vault-1', properties });
    expect(identify({})).toEqual({
      ref: 'vault-1',
      attributes: {
        Arn: 'arn:aws:s3:::vault-1',
        DomainName: '127.0.0.1:4566/vault-1/',
        RegionalDomainName: '127.0.0.1:4566/vault-1/',
      },
    });
    expect(identify({ BucketName: 'named' })?.ref).toBe('named');
  });

  it.each([
    ['WebsiteConfiguration', { WebsiteConfiguration: {} }],
    [
      'LifecycleConfiguration.Rules.0.Transitions',
      { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transitions: [] }] } },
    ],
    [
      'NotificationConfiguration.TopicConfigurations',
      { NotificationConfiguration: { TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic: 't' }] } },
    ],
    [
      'NotificationConfiguration.QueueConfigurations.0.Event',
      { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:Replication:*', Queue: 'q' }] } },
    ],
    ['BucketName', { BucketName: 'Not A Name' }],
    [
      'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID',
      encryptedBy({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'key-1' }),
    ],
  ])('with %s is refused by name', async (property, properties) => {
    const refused = cloud.bucket('refused', properties);
    await expect(refused).rejects.toThrow(UnsupportedProperty);
    await expect(refused).rejects.toThrow(`property ${property}`);
  });

  it('keeps its objects when the template changes it', async () => {
    await cloud.bucket('changed');
    const place = { Bucket: 'changed', Key: 'k' };
    await cloud.client.send(new PutObjectCommand({ ...place, Body: 'kept' }));
    await cloud.bucket('changed', { VersioningConfiguration: { Status: 'Enabled' } });
    const read = await cloud.client.send(new GetObjectCommand(place));
    expect(await read.Body?.transformToString()).toBe('kept');
  });
});

it('the configuration of a bucket can be read back', async () => {
  const Bucket = 'readable';
  await cloud.bucket(Bucket, {
    CorsConfiguration: {
      CorsRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['*'], ExposedHeaders: ['ETag'], MaxAge: 5 }],
    },
    NotificationConfiguration: {
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Queue: 'arn:q',
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'a' }] } },
        },
      ],
    },
  });
  const { client } = cloud;
  expect((await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual([
    { AllowedMethods: ['PUT'], AllowedOrigins: ['*'], ExposeHeaders: ['ETag'], MaxAgeSeconds: 5 },
  ]);
  const notification = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(notification.QueueConfigurations).toMatchObject([
    {
      QueueArn: 'arn:q',
      Events: ['s3:ObjectCreated:*'],
      Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'a' }] } },
    },
  ]);
  const location = await client.send(new GetBucketLocationCommand({ Bucket }));
  expect(location.LocationConstraint).toBe('eu-west-1');
  const { Buckets } = await client.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
  const none = await refusal(client.send(new GetBucketPolicyCommand({ Bucket })));
  expect(none).toEqual({ name: 'NoSuchBucketPolicy', status: 404 });
});
