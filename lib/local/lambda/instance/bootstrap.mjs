// Runs inside an instance: loads the function's bundle, then takes one invocation after the other from its parent.
// It is plain JavaScript, because stripping types costs each instance 16 MB and 35 ms. tsc checks it anyway.
// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeConsoleAsJson } from './json-console.mjs';

/** @typedef {import('./instance-protocol.ts').ToInstance} ToInstance */
/** @typedef {import('./instance-protocol.ts').FromInstance} FromInstance */
/** @typedef {import('./instance-protocol.ts').FunctionError} FunctionError */

/** @type {string | undefined} */
let requestId;

/** @param {FromInstance} message @param {() => void} [afterwards] */
function tell(message, afterwards) {
  process.send?.(message, undefined, undefined, () => afterwards?.());
}

/**
 * @param {unknown} thrown
 * @returns {FunctionError} as the Node.js runtime reports it
 */
function describe(thrown) {
  if (!(thrown instanceof Error))
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

/** @param {unknown} thrown @param {string} errorType */
function crash(thrown, errorType) {
  const described = describe(thrown);
  const error = {
    ...described,
    errorType,
    errorMessage: `${described.errorType}: ${described.errorMessage}`,
  };
  tell(
    requestId === undefined
      ? { kind: 'init-failed', error }
      : { kind: 'failed', requestId, error, peakBytes: peakBytes() },
    () => process.exit(129),
  );
}

function peakBytes() {
  return process.resourceUsage().maxRSS * 1024;
}

/** @returns {Promise<Function>} */
async function loadHandler() {
  const folder = process.env['LAMBDA_TASK_ROOT'] ?? '';
  const handler = process.env['_HANDLER'] ?? '';
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const path = ['.mjs', '.js', '.cjs']
    .map((ending) => join(folder, file + ending))
    .find((candidate) => existsSync(candidate));
  if (!path)
    throw Object.assign(new Error(`Cannot find module '${file}'`), { name: 'Runtime.ImportModuleError' });
  const module = await import(pathToFileURL(path).href);
  const found = module[name] ?? module.default?.[name];
  if (typeof found !== 'function') {
    throw Object.assign(new Error(`${handler} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  if (found.length > 2) {
    const message =
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.';
    throw Object.assign(new Error(message), { name: 'Runtime.CallbackHandlerDeprecated' });
  }
  return found;
}

/** @param {ToInstance} invocation */
function contextOf({ requestId, functionArn, deadline }) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    awsRequestId: requestId,
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** @param {Function} handler @param {ToInstance} invocation */
async function run(handler, invocation) {
  requestId = invocation.requestId;
  process.env['_X_AMZN_TRACE_ID'] = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
    tell({ kind: 'done', requestId, payload: JSON.stringify(result) ?? 'null', peakBytes: peakBytes() });
  } catch (thrown) {
    tell({ kind: 'failed', requestId, error: describe(thrown), peakBytes: peakBytes() });
  }
}

// The parent has ended, possibly by kill -9, so the instance ends too.
process.once('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of the terminal. The parent ends its instances itself.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (thrown) => crash(thrown, 'Runtime.UncaughtException'));
process.on('unhandledRejection', (thrown) => crash(thrown, 'Runtime.UnhandledPromiseRejection'));

if (process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON') writeConsoleAsJson(() => requestId);
try {
  const handler = await loadHandler();
  process.on('message', (message) => run(handler, /** @type {ToInstance} */ (message)));
  tell({ kind: 'ready' });
} catch (thrown) {
  tell({ kind: 'init-failed', error: describe(thrown) }, () => process.exit(1));
}
