import type { LogRecord, OnRecord } from './record.ts';

/** Passes records on with labels in place of the physical names of functions and queues. */
export function withLabels(onRecord: OnRecord, labelOf: (physicalName: string) => string): OnRecord {
  return (record) => onRecord(labelled(record, labelOf));
}

function labelled<R extends LogRecord>(record: R, labelOf: (physicalName: string) => string): R {
  return {
    ...record,
    ...('functionName' in record && record.functionName && { functionName: labelOf(record.functionName) }),
    ...('queueName' in record && { queueName: labelOf(record.queueName) }),
    ...('trigger' in record && { trigger: record.trigger.replace(/(?<=^queue ).*/, labelOf) }),
  };
}
