export { createDynamoDbService } from './dynamodb-service.ts';
export { type Engine, openEngine } from './engine.ts';
export { createTableProvider } from './providers.ts';
export { openTimeToLive, type TimeToLive } from './time-to-live.ts';
