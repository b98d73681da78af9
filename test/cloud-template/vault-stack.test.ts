import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { routes } from '#contract';
import { statementsOf } from './policies.ts';
import { nameOf, resourcesOf } from './resources-of.ts';
import { templateOf } from './template-of.ts';

const withSite = templateOf();
const withoutSite = templateOf({ site: 'false', siteUrl: 'https://vault.example.org' });
const both = [
  ['with a site', withSite],
  ['without a site', withoutSite],
] as const;

describe.each(both)('the HTTP API %s', (_, template) => {
  it.each(Object.values(routes))('has a route for $method $path', ({ method, path }) => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: `${method} /api${path}` });
  });

  it('has no other routes except the default route', () => {
    const keys = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { RouteKey }]) => RouteKey);
    const known = Object.values(routes).map(({ method, path }) => `${method} /api${path}`);
    expect(keys.toSorted()).toEqual([...known, '$default'].toSorted());
  });

  it('is throttled', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: {
        ThrottlingBurstLimit: Match.anyValue(),
        ThrottlingRateLimit: Match.anyValue(),
      },
    });
  });
});

describe.each(both)('every bucket %s', (_, template) => {
  const buckets = resourcesOf(template, 'AWS::S3::Bucket');
  const policies = new Map(
    resourcesOf(template, 'AWS::S3::BucketPolicy').map(([, { Bucket, PolicyDocument }]) => [
      (Bucket as { Ref: string }).Ref,
      statementsOf(PolicyDocument),
    ]),
  );

  it.each(buckets)('%s is encrypted and blocks public access', (_, properties) => {
    expect(properties).toMatchObject({
      BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it.each(buckets)('%s requires TLS', (id) => {
    expect(policies.get(id)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: ['s3:*'],
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it.each(buckets.filter(([id]) => id.startsWith('Storage')))('%s refuses foreign encryption keys', (id) => {
    const denied = policies.get(id)?.filter(({ Effect }) => Effect === 'Deny') ?? [];
    const conditions = denied.map(({ Condition }) => JSON.stringify(Condition)).join();
    expect(conditions).toContain('s3:x-amz-server-side-encryption-customer-algorithm');
    expect(conditions).toContain('s3:x-amz-server-side-encryption-aws-kms-key-id');
    expect(denied.flatMap(({ Action }) => Action)).toContain('s3:UpdateObjectEncryption');
  });
});

describe('the buckets of the vault', () => {
  const byName = new Map(resourcesOf(withSite, 'AWS::S3::Bucket').map(([id, p]) => [nameOf(id), p]));

  it('are versioned for ciphertext, but not for plaintext', () => {
    expect(byName.get('StorageVault')).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } });
    expect(byName.get('StorageStaging')).not.toHaveProperty('VersioningConfiguration');
    expect(byName.get('StorageOutbox')).not.toHaveProperty('VersioningConfiguration');
  });

  it('encrypt plaintext at rest with KMS', () => {
    for (const name of ['StorageStaging', 'StorageOutbox'])
      expect(JSON.stringify(byName.get(name)?.['BucketEncryption'])).toContain('"aws:kms"');
  });

  it.each(['StorageStaging', 'StorageOutbox', 'StorageVault'])('%s deletes incomplete uploads', (name) => {
    expect(byName.get(name)).toMatchObject({
      LifecycleConfiguration: {
        Rules: [
          { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: expect.any(Number) } },
        ],
      },
    });
  });

  it('delete plaintext within days, even if the janitor does not', () => {
    for (const name of ['StorageStaging', 'StorageOutbox'])
      expect(byName.get(name)).toMatchObject({
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: expect.any(Number) }] },
      });
  });

  it('send an event to the queue for each object in staging', () => {
    expect(byName.get('StorageStaging')).toMatchObject({
      NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*' }] },
    });
  });

  it('allow uploads only from the page, if its address is in the settings', () => {
    const cors = (template: Template) =>
      resourcesOf(template, 'AWS::S3::Bucket').flatMap(
        ([, { CorsConfiguration }]) => CorsConfiguration ?? [],
      );
    expect(cors(withoutSite)).toMatchObject([
      { CorsRules: [{ AllowedOrigins: ['https://vault.example.org'], AllowedMethods: ['PUT'] }] },
    ]);
  });

  it('are kept when the stack is deleted, like tables and keys', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::KMS::Key']) {
      for (const resource of Object.values(withSite.findResources(type)))
        expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    for (const [id, resource] of Object.entries(withSite.findResources('AWS::S3::Bucket')))
      expect([id, resource['DeletionPolicy']]).toEqual([id, 'Retain']);
  });
});

describe('the KMS keys', () => {
  it.each(['encrypt5:file', 'encrypt5:owner'])('do not wrap a file key without %s in the context', (name) => {
    const [wrapping] = resourcesOf(withSite, 'AWS::KMS::Key').filter(([id]) => id.startsWith('KeysWrapping'));
    expect(statementsOf(wrapping?.[1]['KeyPolicy'])).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Condition: { Null: { [`kms:EncryptionContext:${name}`]: 'true' } },
      }),
    );
  });

  it('for wrapping are rotated, and can be replicated to another Region', () => {
    withSite.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true, MultiRegion: true });
  });

  it('for signing are on the curve P-256', () => {
    withSite.hasResourceProperties('AWS::KMS::Key', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  });
});

describe('the tables', () => {
  const tables = resourcesOf(withSite, 'AWS::DynamoDB::Table');

  it.each(tables)('%s is encrypted, protected from deletion, and has backups', (_, properties) => {
    expect(properties).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('have backups of file keys for 7 days, and there are no other backups', () => {
    const [keys] = tables.filter(([id]) => id.startsWith('TablesKeys'));
    expect(keys?.[1]).toMatchObject({ PointInTimeRecoverySpecification: { RecoveryPeriodInDays: 7 } });
    expect(keys?.[1]).not.toHaveProperty('StreamSpecification');
    withSite.resourceCountIs('AWS::Backup::BackupPlan', 0);
  });
});

describe('the queues', () => {
  const queues = resourcesOf(withSite, 'AWS::SQS::Queue');
  const [sources, deadLetters] = [
    queues.filter(([id]) => !id.includes('DeadLetters')),
    queues.filter(([id]) => id.includes('DeadLetters')),
  ];

  it.each(queues)('%s is encrypted, and keeps messages for two weeks', (_, properties) => {
    expect(properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
  });

  it.each(sources)('%s moves messages to its dead-letter queue after 5 deliveries', (id, properties) => {
    const [target] = deadLetters.filter(([other]) => nameOf(other) === `${nameOf(id)}DeadLetters`);
    expect(properties).toMatchObject({
      RedrivePolicy: {
        maxReceiveCount: 5,
        deadLetterTargetArn: { 'Fn::GetAtt': [target?.[0], 'Arn'] },
      },
    });
  });

  it('pass the number of deliveries to the encryptor', () => {
    withSite.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ MAX_RECEIVES: '5' }) },
    });
  });

  it('have a visibility timeout that is at least the timeout of their function', () => {
    const functions = new Map(resourcesOf(withSite, 'AWS::Lambda::Function'));
    const visibility = new Map(queues.map(([id, { VisibilityTimeout }]) => [id, Number(VisibilityTimeout)]));
    const mappings = resourcesOf(withSite, 'AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(4);
    for (const [, mapping] of mappings) {
      const queue = (mapping['EventSourceArn'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0];
      const timeout = functions.get((mapping['FunctionName'] as { Ref: string }).Ref)?.['Timeout'];
      expect(visibility.get(queue)).toBeGreaterThanOrEqual(Number(timeout));
      expect(mapping['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
    }
  });

  it('accept S3 events only from this account', () => {
    const statements = resourcesOf(withSite, 'AWS::SQS::QueuePolicy').flatMap(([, { PolicyDocument }]) =>
      statementsOf(PolicyDocument),
    );
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Principal: { Service: 's3.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });
});

describe('a vault without a site', () => {
  it('has no CloudFront, no page, no origin secret, and no helper functions of the CDK', () => {
    const types = Object.values(withoutSite.toJSON()['Resources'] as Record<string, { Type: string }>).map(
      ({ Type }) => Type,
    );
    expect(types.filter((type) => /CloudFront|Secret|Custom::|LayerVersion/.test(type))).toEqual([]);
  });

  it('uses the address in the settings for links in emails', () => {
    withoutSite.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ SITE_URL: 'https://vault.example.org' }) },
    });
  });
});

describe('a vault with a site', () => {
  it('serves the page and the API from one origin, over TLS', () => {
    withSite.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        DefaultCacheBehavior: Match.objectLike({ ViewerProtocolPolicy: 'redirect-to-https' }),
        CacheBehaviors: [Match.objectLike({ PathPattern: '/api/*', ViewerProtocolPolicy: 'https-only' })],
      }),
    });
  });

  it('sends a generated secret to the API, and passes its ARN to the functions', () => {
    withSite.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        Origins: Match.arrayWith([
          Match.objectLike({
            OriginCustomHeaders: [
              {
                HeaderName: 'x-encrypt5-origin',
                HeaderValue: {
                  'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('resolve:secretsmanager')])],
                },
              },
            ],
          }),
        ]),
      }),
    });
    const withSecret = resourcesOf(withSite, 'AWS::Lambda::Function').filter(([, { Environment }]) =>
      JSON.stringify(Environment ?? {}).includes('ORIGIN_SECRET'),
    );
    expect(withSecret.map(([id]) => nameOf(id)).toSorted()).toEqual(['Auth', 'Files', 'Ops', 'Shares']);
  });

  it('runs only its own scripts', () => {
    const policy = JSON.stringify(resourcesOf(withSite, 'AWS::CloudFront::ResponseHeadersPolicy'));
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  });
});
