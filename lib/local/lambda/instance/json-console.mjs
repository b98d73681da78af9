// The console of a function whose log format is JSON. Plain JavaScript, like the bootstrap.
// @ts-check
import { format } from 'node:util';

const METHODS = /** @type {const} */ ([
  ['debug', 'DEBUG'],
  ['error', 'ERROR'],
  ['info', 'INFO'],
  ['log', 'INFO'],
  ['trace', 'TRACE'],
  ['warn', 'WARN'],
]);
/** Below INFO, so it is not logged. */
const QUIET = new Set(['DEBUG', 'TRACE']);

/**
 * Makes the console write one JSON object per line. A log library that writes to the streams is not affected.
 *
 * @param {() => string | undefined} requestId of the invocation under way
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html#node-js-logging-advanced
 */
export function writeConsoleAsJson(requestId) {
  for (const [method, level] of METHODS) {
    console[method] = (/** @type {unknown[]} */ ...values) => {
      if (QUIET.has(level)) return;
      const line = { timestamp: new Date().toISOString(), level, requestId: requestId() };
      process.stdout.write(`${lineOf(line, values)}\n`);
    };
  }
}

/** @param {object} line @param {unknown[]} values */
function lineOf(line, values) {
  if (values.length === 1) {
    try {
      return JSON.stringify({ ...line, message: values[0] }, (_, value) => described(value) ?? value);
    } catch {
      // Text for values that are circular or contain a bigint.
    }
  }
  const error = values.find((value) => value instanceof Error);
  return JSON.stringify({ ...line, message: format(...values), ...described(error) });
}

/** @param {unknown} value */
function described(value) {
  if (!(value instanceof Error)) return undefined;
  const stackTrace = (value.stack ?? '').split('\n');
  return { errorType: value.name, errorMessage: value.message, stackTrace };
}
