export { createEventSourceMappings } from './event-source-mapping-provider.ts';
export { ThrottledError } from './function-pool.ts';
export { createFunctionProvider } from './function-provider.ts';
export { createFunctions, type Functions } from './function-registry.ts';
export type { Outcome } from './instance.ts';
export { createInvokeService } from './invoke-service.ts';
export { PayloadTooLargeError } from './payload-limits.ts';
export { createPermissionProvider } from './permission-provider.ts';
export { createSchedules } from './schedules.ts';
