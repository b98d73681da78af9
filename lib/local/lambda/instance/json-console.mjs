// What Lambda makes of the console of a function whose log format is JSON. Plain JavaScript, as the bootstrap is.
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
/** Less than INFO, and the function's log does without. */
const QUIET = new Set(['DEBUG', 'TRACE']);

/**
 * Has the console write one object a line. A log library that writes to the streams itself is left alone.
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
      // It has a circle in it, or a bigint: text does for those.
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
