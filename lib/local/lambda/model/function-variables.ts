import { z } from 'zod';

/** Lambda sets these itself. */
const RESERVED: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

const MOST_BYTES = 4096;

/**
 * The environment variables of a function, within Lambda's limits: 4 KB for all names and values, as JSON.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const functionVariables = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_]+$/, 'Lambda does not allow this variable name')
      .refine((name) => !RESERVED.has(name), 'Lambda reserves this variable name'),
    z.string(),
  )
  .refine(
    (variables) => Buffer.byteLength(JSON.stringify(variables)) <= MOST_BYTES,
    `the variables exceed ${MOST_BYTES} bytes`,
  );
