export { createQueuePolicyProvider, createQueueProvider } from './providers.ts';
export { openQueues, type Queues } from './queues.ts';
export { createSqsService } from './sqs-service.ts';
export { watchDepths } from './watch-depths.ts';
