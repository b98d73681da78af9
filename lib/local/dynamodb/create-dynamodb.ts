import { answerJson, type JsonProtocol } from '../front-door/index.ts';
import type { Service } from '../kit/service.ts';
import { DynamoError } from './errors.ts';
import type { Engine } from './model/engine.ts';
import type { TimeToLive } from './model/time-to-live.ts';
import { operations } from './operations/all-operations.ts';

/** Options of the service. */
export interface DynamoDbOptions {
  readonly engine: Engine;
  readonly timeToLive: TimeToLive;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

const sweepEvery = 60_000;

/** Amazon DynamoDB, AWS JSON 1.0: dynalite, and what it lacks. Closing it closes the engine. */
export function createDynamoDbService({ engine, timeToLive, now, report }: DynamoDbOptions): Service {
  const protocol: JsonProtocol = {
    target: 'DynamoDB_20120810',
    version: '1.0',
    operations: operations(engine, timeToLive, now),
    decorateError: (error) => (error instanceof DynamoError ? error.details : {}),
  };
  const timer = setInterval(() => timeToLive.sweep().catch(report), sweepEvery);
  timer.unref();
  return {
    name: 'dynamodb',
    handle: (call) => answerJson(protocol, call, report),
    async close() {
      clearInterval(timer);
      await engine.close();
    },
  };
}
