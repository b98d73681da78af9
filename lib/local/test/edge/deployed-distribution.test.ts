import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsServices, openAwsServices } from '../../cloud/aws-services.ts';
import { openStack } from '../../cloud/stack.ts';
import { openCredentials } from '../../front-door/index.ts';
import { hangUp, listen } from '../../kit/listen.ts';
import { templateDocument } from '../../template/template-document.ts';

let folder: string;
let server: Server;
let aws: AwsServices;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'distribution-'));
  server = createServer();
  const awsPort = await listen(server, 0, 'aws-port');
  const credentials = await openCredentials(folder, 'test');
  aws = await openAwsServices({ dataFolder: folder, awsPort, credentials, onRecord: () => undefined });
  aws.open(server, { services: [] });
});
afterEach(async () => {
  await hangUp(server);
  await aws.close();
  await rm(folder, { recursive: true });
});

const behavior = {
  TargetOriginId: 'pages',
  CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  ViewerProtocolPolicy: 'redirect-to-https',
};
const site = {
  Pages: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'pages' } },
  Access: {
    Type: 'AWS::CloudFront::OriginAccessControl',
    Properties: {
      OriginAccessControlConfig: {
        Name: 'access',
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    },
  },
  Site: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        DefaultCacheBehavior: behavior,
        Origins: [
          {
            Id: 'pages',
            DomainName: { 'Fn::GetAtt': ['Pages', 'RegionalDomainName'] },
            OriginAccessControlId: { 'Fn::GetAtt': ['Access', 'Id'] },
          },
        ],
      },
    },
  },
};

/** What a path of the bucket answers once the template is deployed. */
async function answerOf(path: string, resources: object) {
  await using opened = new AsyncDisposableStack();
  const stack = await openStack({
    assembly: {
      stackName: 'Site',
      template: templateDocument.parse({ Resources: { ...site, ...resources } }),
      assetPath: (key) => key,
      labelOf: (name) => name,
    },
    aws,
    pagePort: 3000,
    temporaryFolder: folder,
    faults: { deliveries: () => 1 },
    onRecord: () => undefined,
  });
  opened.defer(() => stack.close());
  for (const Key of ['open/a', 'closed/a']) {
    await aws.s3.send(new PutObjectCommand({ Bucket: 'pages', Key, Body: Key }));
  }
  const { status, body } = await stack.answer({
    method: 'GET',
    path,
    query: '',
    headers: [],
    body: Buffer.alloc(0),
    protocol: 'HTTP/1.1',
    sourceIp: '198.51.100.7',
  });
  return { status, body: body.toString() };
}

/** The bucket's policy, for one distribution. */
const allowing = (Action: string, resource: string, distribution: unknown = { Ref: 'Site' }) => ({
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Pages' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action,
            Resource: `arn:aws:s3:::${resource}`,
            Condition: {
              StringEquals: {
                'AWS:SourceArn': {
                  'Fn::Join': [
                    '',
                    ['arn:aws:cloudfront::', { Ref: 'AWS::AccountId' }, ':distribution/', distribution],
                  ],
                },
              },
            },
          },
        ],
      },
    },
  },
});

describe('a distribution with a bucket', () => {
  it('reads what the bucket’s policy allows', async () => {
    const policy = allowing('s3:GetObject', 'pages/open/*');
    expect(await answerOf('/open/a', policy)).toEqual({ status: 200, body: 'open/a' });
    expect(await answerOf('/closed/a', policy)).toMatchObject({
      status: 403,
      body: expect.stringContaining('<Code>AccessDenied</Code>'),
    });
  });

  it('reads nothing without a policy or with one for another distribution', async () => {
    expect((await answerOf('/open/a', {})).status).toBe(403);
    const other = allowing('s3:GetObject', 'pages/*', 'EOTHER');
    expect((await answerOf('/open/a', other)).status).toBe(403);
  });
});

describe('a CloudFront function', () => {
  const ofBytes = (length: number) => ({
    Rewrite: {
      Type: 'AWS::CloudFront::Function',
      Properties: {
        Name: 'rewrite',
        AutoPublish: true,
        FunctionCode: 'function handler(event) { return event.request; } //'.padEnd(length, 'x'),
        FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      },
    },
  });

  it('has at most 10 KB', async () => {
    const policy = allowing('s3:GetObject', 'pages/*');
    expect((await answerOf('/open/a', { ...policy, ...ofBytes(10 * 1024) })).status).toBe(200);
    await expect(answerOf('/open/a', { ...policy, ...ofBytes(10 * 1024 + 1) })).rejects.toThrow(
      'Rewrite (AWS::CloudFront::Function): the local cloud does not support the property FunctionCode',
    );
  });
});
