export { formatRecord, type LogRecord, type OnRecord, type Paint, paint, plain } from './console/index.ts';
export { DataFolderInUseError } from './data-folder-lock.ts';
export { type FaultRule, type Faults, type FunctionCall, readFaultRules } from './faults/index.ts';
export { UnsupportedPolicy } from './iam/index.ts';
export { PortTakenError } from './listen.ts';
export { UnsupportedProperty } from './resource.ts';
export type { Rights } from './rights.ts';
export { type LocalCloud, type LocalCloudOptions, startLocalCloud } from './start-local-cloud.ts';
export { TemplateError } from './template/index.ts';
