export { DataFolderInUseError, DataFolderUnusableError } from './cloud/data-folder-lock.ts';
export { openStorage, type Storage, type StorageOptions } from './cloud/open-storage.ts';
export { missingRights, type Rights, unusedRights } from './cloud/rights.ts';
export { type LocalCloud, type LocalCloudOptions, startLocalCloud } from './cloud/start-local-cloud.ts';
export { formatRecord, type LogRecord, type OnRecord, type Paint, paint, plain } from './console/index.ts';
export type { Development } from './dev/index.ts';
// What a start begins with stands here by its own file: the doors of these two lead to services that take their time to
// load.
export type { FaultRule, Faults, FunctionCall } from './faults/index.ts';
export { readFaultRules } from './faults/read-fault-rules.ts';
export { UnsupportedPolicy } from './iam/errors.ts';
export { PortTakenError } from './kit/listen.ts';
export { UnsupportedProperty } from './kit/resource.ts';
export { type SynthesizeOptions, synthesize, TemplateError } from './template/index.ts';
