export { createSqsService } from './create-sqs.ts';
export { openQueues, type Queues } from './model/queues.ts';
export { watchDepths } from './model/watch-depths.ts';
export { createQueuePolicyProvider, createQueueProvider } from './providers.ts';
