import { z } from 'zod';
import type { AssumeRole } from '../../iam/assume-role.ts';
import { parseProperties } from '../../kit/parse-properties.ts';
import { ACCOUNT, REGION, type ResourceProvider, UnsupportedProperty } from '../../kit/resource.ts';
import type { FunctionDefinition } from '../instance/instance-environment.ts';
import { functionVariables } from '../model/function-variables.ts';

const type = 'AWS::Lambda::Function';

const functionProperties = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string().regex(/^[^.]+\.[^.]+$/),
  Role: z.string(),
  Runtime: z.literal('nodejs24.x', 'the local cloud runs functions of nodejs24.x only'),
  Environment: z.strictObject({ Variables: functionVariables.default({}) }).optional(),
  MemorySize: z.number().int().min(128).max(10_240).default(128),
  Timeout: z.number().int().min(1).max(900).default(3),
  ReservedConcurrentExecutions: z.number().int().min(0).optional(),
  PackageType: z.literal('Zip').optional(),
  EphemeralStorage: z.strictObject({ Size: z.number().int().min(512).max(10_240) }).default({ Size: 512 }),
  // The bundles hold no machine code.
  Architectures: z.unknown().optional(),
  LoggingConfig: z
    .strictObject({ LogFormat: z.enum(['Text', 'JSON']).optional(), LogGroup: z.string().optional() })
    .optional(),
  // Without effect.
  Description: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

export interface FunctionProviderOptions {
  /** Returns the folder of a bundle by the key of its asset. */
  readonly assetPath: (objectKey: string) => string;
  /** For Lambda, which runs the function in its role. */
  readonly assumeRole: AssumeRole;
  /** @param principalArn - `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION` */
  readonly issueCredentials: (principalArn: string) => FunctionDefinition['credentials'];
  readonly define: (definition: FunctionDefinition) => void;
}

/** `AWS::Lambda::Function`: a bundle of the assembly that runs with the credentials of its role. */
export function createFunctionProvider(options: FunctionProviderOptions): ResourceProvider {
  return {
    type,
    identify(resource) {
      const name = z.object({ FunctionName: z.string().optional() }).parse(resource.properties).FunctionName;
      const ref = name ?? resource.physicalName;
      return { ref, attributes: { Arn: functionArn(ref) } };
    },
    async provision(resource) {
      const properties = parseProperties(functionProperties, type, resource);
      const name = properties.FunctionName ?? resource.physicalName;
      const session = options.assumeRole(properties.Role, functionArn(name), name);
      if (session === undefined)
        throw new UnsupportedProperty(
          resource.logicalId,
          type,
          'Role',
          `${properties.Role} does not trust lambda.amazonaws.com`,
        );
      options.define({
        name,
        arn: functionArn(name),
        codeFolder: options.assetPath(properties.Code.S3Key),
        handler: properties.Handler,
        timeoutSeconds: properties.Timeout,
        memoryMegabytes: properties.MemorySize,
        storageMegabytes: properties.EphemeralStorage.Size,
        environment: properties.Environment?.Variables ?? {},
        logFormat: properties.LoggingConfig?.LogFormat ?? 'Text',
        logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
        reservedConcurrency: properties.ReservedConcurrentExecutions,
        credentials: options.issueCredentials(session),
      });
    },
  };
}

/** The ARN of a function. */
export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}
