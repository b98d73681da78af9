import * as z from 'zod';
import { environments, routes } from '#contract';
import { code, count, duration, plural, table } from '../markdown.ts';
import { functionOf, functionRights, nameOf, referenced, resourcesOfType } from '../template.ts';

const functionSchema = z.object({ MemorySize: z.number(), Timeout: z.number() });
const mappingSchema = z.object({
  BatchSize: z.number(),
  EventSourceArn: z.unknown(),
  FunctionName: z.unknown(),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }),
});
const ruleSchema = z.object({
  ScheduleExpression: z.string(),
  Targets: z.array(z.object({ Arn: z.unknown() })),
});
const queueSchema = z.object({
  VisibilityTimeout: z.number().optional(),
  MessageRetentionPeriod: z.number(),
  RedrivePolicy: z.object({ maxReceiveCount: z.number() }).optional(),
});
const tableSchema = z.object({
  PointInTimeRecoverySpecification: z
    .object({ PointInTimeRecoveryEnabled: z.boolean(), RecoveryPeriodInDays: z.number().default(35) })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string() }).optional(),
  GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })).default([]),
});
const bucketSchema = z.object({
  BucketEncryption: z.object({
    ServerSideEncryptionConfiguration: z.array(
      z.object({
        BucketKeyEnabled: z.boolean().default(false),
        ServerSideEncryptionByDefault: z.object({ SSEAlgorithm: z.string() }),
      }),
    ),
  }),
  VersioningConfiguration: z.object({ Status: z.literal('Enabled') }).optional(),
  LifecycleConfiguration: z
    .object({
      Rules: z.array(
        z.object({
          ExpirationInDays: z.number().optional(),
          NoncurrentVersionExpiration: z.object({ NoncurrentDays: z.number() }).optional(),
          AbortIncompleteMultipartUpload: z.object({ DaysAfterInitiation: z.number() }).optional(),
        }),
      ),
    })
    .default({ Rules: [] }),
});

interface Feed {
  readonly queue: string;
  readonly fn: string;
  readonly batch: number;
  readonly concurrency: number;
}

function feeds(): readonly Feed[] {
  return resourcesOfType('AWS::Lambda::EventSourceMapping').map(([, properties]) => {
    const mapping = mappingSchema.parse(properties);
    return {
      queue: nameOf(referenced(mapping.EventSourceArn) ?? ''),
      fn: nameOf(referenced(mapping.FunctionName) ?? ''),
      batch: mapping.BatchSize,
      concurrency: mapping.ScalingConfig.MaximumConcurrency,
    };
  });
}

/** The functions with what invokes them, memory and timeout. */
export function functionsTable(): string {
  const lambdas = new Map(
    resourcesOfType('AWS::Lambda::Function').map(([id, properties]) => [functionOf(id), properties]),
  );
  const rules = resourcesOfType('AWS::Events::Rule').map(([, properties]) => ruleSchema.parse(properties));
  const answering = new Set(Object.values(routes).map(({ service }): string => service));
  const rows = Object.keys(environments).map((name) => {
    const { MemorySize, Timeout } = functionSchema.parse(lambdas.get(name as keyof typeof environments));
    const feed = feeds().find(({ fn }) => fn === name);
    const rule = rules.find(({ Targets }) => nameOf(referenced(Targets[0]?.Arn) ?? '') === name);
    const invoked = [
      ...(answering.has(name) ? ['HTTP API'] : []),
      ...(feed === undefined
        ? []
        : [`queue ${code(feed.queue)}, at most ${count(feed.concurrency)} at once`]),
      ...(rule === undefined ? [] : [`schedule ${code(rule.ScheduleExpression)}`]),
    ].join('; ');
    return [
      `**${name}**`,
      invoked === '' ? callersOf(name) : invoked,
      `${count(MemorySize)} MB`,
      duration(Timeout),
    ];
  });
  return table(['function', 'invoked by', 'memory', 'timeout'], rows);
}

/** The queues with their consumers and limits. */
export function queuesTable(): string {
  const rows = resourcesOfType('AWS::SQS::Queue').flatMap(([id, properties]) => {
    const queue = queueSchema.parse(properties);
    if (queue.RedrivePolicy === undefined) return [];
    const feed = feeds().find((one) => one.queue === nameOf(id));
    return [
      [
        `**${nameOf(id)}**`,
        feed?.fn ?? '',
        count(feed?.batch ?? 0),
        count(feed?.concurrency ?? 0),
        duration(queue.VisibilityTimeout ?? 30),
        count(queue.RedrivePolicy.maxReceiveCount),
        duration(queue.MessageRetentionPeriod),
      ],
    ];
  });
  return table(
    [
      'queue',
      'consumer',
      'batch',
      'concurrency',
      'visibility',
      'deliveries before the dead-letter queue',
      'retention',
    ],
    rows,
  );
}

/** The tables with backups, time to live and indexes. */
export function tablesTable(): string {
  const rows = resourcesOfType('AWS::DynamoDB::Table').map(([id, properties]) => {
    const found = tableSchema.parse(properties);
    const recovery = found.PointInTimeRecoverySpecification;
    return [
      `**${nameOf(id)}**`,
      recovery?.PointInTimeRecoveryEnabled === true ? plural(recovery.RecoveryPeriodInDays, 'day') : 'none',
      found.TimeToLiveSpecification === undefined
        ? 'none'
        : code(found.TimeToLiveSpecification.AttributeName),
      found.GlobalSecondaryIndexes.map(({ IndexName }) => code(IndexName)).join(', '),
    ];
  });
  return table(['table', 'point-in-time recovery', 'time to live', 'indexes'], rows);
}

/** The buckets with encryption, versions and lifecycle. */
export function bucketsTable(): string {
  const rows = resourcesOfType('AWS::S3::Bucket').map(([id, properties]) => {
    const bucket = bucketSchema.parse(properties);
    const [encryption] = bucket.BucketEncryption.ServerSideEncryptionConfiguration;
    const algorithm = encryption?.ServerSideEncryptionByDefault.SSEAlgorithm ?? '';
    const lifecycle = bucket.LifecycleConfiguration.Rules.flatMap((rule) => [
      ...(rule.ExpirationInDays === undefined
        ? []
        : [`objects expire after ${plural(rule.ExpirationInDays, 'day')}`]),
      ...(rule.NoncurrentVersionExpiration === undefined
        ? []
        : [`old versions expire after ${plural(rule.NoncurrentVersionExpiration.NoncurrentDays, 'day')}`]),
      ...(rule.AbortIncompleteMultipartUpload === undefined
        ? []
        : [
            `unfinished uploads are removed after ${plural(rule.AbortIncompleteMultipartUpload.DaysAfterInitiation, 'day')}`,
          ]),
    ]);
    return [
      `**${nameOf(id)}**`,
      `${code(algorithm)}${encryption?.BucketKeyEnabled === true ? ' with a bucket key' : ''}`,
      bucket.VersioningConfiguration === undefined ? 'no' : 'yes',
      lifecycle.join('; '),
    ];
  });
  return table(['bucket', 'encryption at rest', 'versions', 'lifecycle'], rows);
}

/** The functions that can invoke a function. A function that nothing invokes is for operators. */
function callersOf(name: string): string {
  const callers = functionRights()
    .filter((right) => right.type === 'AWS::Lambda::Function' && right.name === name)
    .map((right) => right.function);
  return callers.length === 0 ? 'an operator' : callers.join(', ');
}
