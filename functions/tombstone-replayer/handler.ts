import type { Context } from 'aws-lambda';
import { createLogger, readEnvironment, tableClient } from '#aws';
import { markedKeys, markedVault } from '#vault';
import type { ReplayerDependencies } from './dependencies.ts';
import { type Replay, replayTombstones } from './replay-tombstones.ts';

const environment = readEnvironment('tombstone-replayer');
const client = tableClient();
const logger = createLogger('tombstone-replayer');

const dependencies: ReplayerDependencies = {
  table: { client, name: environment.VAULT_TABLE },
  keysTable: environment.KEYS_TABLE,
  tombstones: { client, name: environment.TOMBSTONES_TABLE },
  marked: [markedVault(environment.VAULT_TABLE), markedKeys(environment.KEYS_TABLE)],
  now: () => new Date(),
};

/** Invoked by hand, by whoever restored a table: `aws lambda invoke` (docs/recovery.md). */
export const handler = async (_event: unknown, context: Context): Promise<Replay> => {
  const replay = await replayTombstones(dependencies, () => context.getRemainingTimeInMillis());
  logger.info('Replayed', { ...replay });
  return replay;
};
