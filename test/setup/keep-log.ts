import { appendFileSync } from 'node:fs';
import type { OnRecord } from 'local-cloud';

/** Takes down what CloudWatch would: the lines that functions write, and the errors that end them. */
export function keepLog(logFile: string): OnRecord {
  return (record) => {
    if (record.kind === 'function-line') appendFileSync(logFile, `${record.line}\n`);
    if (record.kind === 'invocation' && record.error !== undefined)
      appendFileSync(logFile, `${JSON.stringify(record.error)}\n`);
  };
}
