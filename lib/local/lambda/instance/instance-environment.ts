import { tokenOfInstance } from '../../front-door/index.ts';
import { REGION } from '../../kit/resource.ts';

/** The definition of a function. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** The folder of the unpacked bundle. */
  readonly codeFolder: string;
  /** For example `index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The size limit of the temporary folder. */
  readonly storageMegabytes: number;
  /** As in the template. */
  readonly environment: Readonly<Record<string, string>>;
  /** With JSON, each console line of a function is a JSON object. */
  readonly logFormat: 'Text' | 'JSON';
  readonly logGroup: string;
  /** How many invocations may run at once. Others are throttled. */
  readonly reservedConcurrency?: number | undefined;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

/** Lambda's default level. */
const JSON_LOG = { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' };

/**
 * The environment of an instance: Lambda's variables, then those of the template. Only `PATH` comes from this process.
 *
 * @param temporaryFolder - the instance's own `/tmp`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function instanceEnvironment(
  definition: FunctionDefinition,
  place: {
    readonly awsUrl: string;
    readonly instanceId: string;
    readonly logStream: string;
    readonly temporaryFolder: string;
  },
): Readonly<Record<string, string>> {
  return {
    ...definition.environment,
    _HANDLER: definition.handler,
    AWS_ACCESS_KEY_ID: definition.credentials.accessKeyId,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: place.awsUrl,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    ...(definition.logFormat === 'JSON' && JSON_LOG),
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: definition.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: tokenOfInstance(definition.credentials.sessionToken, place.instanceId),
    HOME: place.temporaryFolder,
    LAMBDA_TASK_ROOT: definition.codeFolder,
    LANG: 'en_US.UTF-8',
    PATH: process.env['PATH'] ?? '',
    TMPDIR: place.temporaryFolder,
    TZ: 'UTC',
  };
}
