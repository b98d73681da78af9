import { appendFileSync } from 'node:fs';
import type { OnRecord } from 'local-cloud';

/** Writes to a file what CloudWatch would receive: the lines that functions log and the errors that end them. */
export function writeLog(logFile: string): OnRecord {
  return (record) => {
    if (record.kind === 'function-line') appendFileSync(logFile, `${record.line}\n`);
    if (record.kind === 'invocation' && record.error !== undefined)
      appendFileSync(logFile, `${JSON.stringify(record.error)}\n`);
  };
}
