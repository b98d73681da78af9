export { createInvokeService } from './create-lambda.ts';
export { createEventSourceMappings } from './event-sources/event-source-mappings.ts';
export { createSchedules } from './event-sources/schedules.ts';
export type { Outcome } from './instance/instance.ts';
export { ThrottledError } from './model/function-pool.ts';
export { createFunctions, type Functions } from './model/function-registry.ts';
export { PayloadTooLargeError } from './model/payload-limits.ts';
export { createFunctionProvider } from './providers/function-provider.ts';
export { createPermissionProvider } from './providers/permission-provider.ts';
