import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import {
  DeleteObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import mime from 'mime';
import { z } from 'zod';
import { parseProperties } from '../kit/parse-properties.ts';
import { type ResourceProvider, UnsupportedProperty } from '../kit/resource.ts';

const type = 'Custom::CDKBucketDeployment';

const flag = z.union([z.boolean(), z.stringbool()]);

const deploymentProperties = z.strictObject({
  SourceObjectKeys: z.array(z.string()),
  DestinationBucketName: z.string(),
  // A folder: its files go below it, whether or not the name ends with a slash.
  DestinationBucketKeyPrefix: z
    .string()
    .default('')
    .transform((prefix) => (prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`)),
  Prune: flag.default(true),
  Extract: flag.default(true),
  SystemMetadata: z
    .strictObject({
      'cache-control': z.string().optional(),
      'content-type': z.string().optional(),
      'content-disposition': z.string().optional(),
      'content-language': z.string().optional(),
    })
    .default({}),
  UserMetadata: z.record(z.string(), z.string()).default({}),
  // The assembly is on this machine, nothing is cached, and nothing is ever removed.
  ServiceToken: z.unknown(),
  SourceBucketNames: z.unknown(),
  DestinationBucketArn: z.unknown().optional(),
  DistributionId: z.unknown().optional(),
  DistributionPaths: z.unknown().optional(),
  OutputObjectKeys: z.unknown().optional(),
  RetainOnDelete: z.unknown().optional(),
  WaitForDistributionInvalidation: z.unknown().optional(),
});

type Deployment = z.output<typeof deploymentProperties>;

/** The CDK's `BucketDeployment`: copies assets of the assembly into a bucket, in process. */
export function createBucketDeploymentProvider(options: {
  readonly s3: S3Client;
  readonly assetPath: (objectKey: string) => string;
}): ResourceProvider {
  return {
    type,
    identify: ({ physicalName }) => ({ ref: physicalName, attributes: {} }),
    async provision(resource) {
      const deployment = parseProperties(deploymentProperties, type, resource);
      if (!deployment.Extract) throw new UnsupportedProperty(resource.logicalId, type, 'Extract');
      const lists = await Promise.all(
        deployment.SourceObjectKeys.map((key) => filesOf(options.assetPath(key))),
      );
      const files = new Map(
        lists.flat().map((file) => [`${deployment.DestinationBucketKeyPrefix}${file.key}`, file.path]),
      );
      await Promise.all([...files].map(([key, path]) => upload(options.s3, deployment, key, path)));
      if (deployment.Prune) await prune(options.s3, deployment, files);
    },
  };
}

async function filesOf(path: string): Promise<{ readonly key: string; readonly path: string }[]> {
  if ((await stat(path)).isFile()) return [{ key: basename(path), path }];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ key: relative(path, file).split(sep).join('/'), path: file }));
}

async function upload(s3: S3Client, deployment: Deployment, key: string, path: string): Promise<void> {
  const system = deployment.SystemMetadata;
  await s3.send(
    new PutObjectCommand({
      Bucket: deployment.DestinationBucketName,
      Key: key,
      Body: await readFile(path),
      ContentType: system['content-type'] ?? mime.getType(key) ?? 'application/octet-stream',
      CacheControl: system['cache-control'],
      ContentDisposition: system['content-disposition'],
      ContentLanguage: system['content-language'],
      Metadata: deployment.UserMetadata,
    }),
  );
}

async function prune(
  s3: S3Client,
  deployment: Deployment,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const { DestinationBucketName: Bucket, DestinationBucketKeyPrefix: Prefix } = deployment;
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    for (const { Key } of page.Contents ?? []) {
      if (Key !== undefined && !files.has(Key)) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    }
  }
}
