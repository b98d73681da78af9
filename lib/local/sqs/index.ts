export { createQueuePolicyProvider, createQueueProvider } from './providers.ts';
export type { QueueSurroundings } from './queue-operations.ts';
export { openQueues, type Queues } from './queues.ts';
export { createSqsService, type SqsOptions } from './sqs-service.ts';
