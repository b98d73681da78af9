export { createDynamoDbService } from './create-dynamodb.ts';
export { type Engine, openEngine } from './model/engine.ts';
export { openTimeToLive, type TimeToLive } from './model/time-to-live.ts';
export { createTableProvider } from './providers.ts';
