export { formatRecord, type LogRecord, type OnRecord, type Paint, paint, plain } from './console/index.ts';
export { DataFolderInUseError, DataFolderUnusableError } from './data-folder-lock.ts';
// What a start begins with stands here by its own file: the doors of these two lead to services that take their time to load.
export type { FaultRule, Faults, FunctionCall } from './faults/index.ts';
export { readFaultRules } from './faults/read-fault-rules.ts';
export { UnsupportedPolicy } from './iam/unsupported-policy.ts';
export { PortTakenError } from './listen.ts';
export { UnsupportedProperty } from './resource.ts';
export type { Rights } from './rights.ts';
export { type LocalCloud, type LocalCloudOptions, startLocalCloud } from './start-local-cloud.ts';
export { type SynthesizeOptions, synthesize, TemplateError } from './template/index.ts';
