import { randomBytes } from 'node:crypto';
import { createS3 } from '../../s3/index.ts';
import { openDoor } from '../front-door/open-door.ts';

/** Serves the local S3 of a folder until it is killed; says where, and with which credentials. */
const [folder = ''] = process.argv.slice(2);
const s3 = createS3({
  folder: `${folder}/s3`,
  endpointHost: '127.0.0.1:4566',
  now: Date.now,
  randomBytes,
  // Events are never let flow: the journal must outlive the kill.
  notify: async () => undefined,
  onRefusal: () => undefined,
  report: console.error,
});
const [provider] = s3.providers;
const QueueConfigurations = [{ Event: 's3:ObjectCreated:*', Queue: 'arn:q' }];
const properties = { NotificationConfiguration: { QueueConfigurations } };
await provider?.provision({ logicalId: 'Bucket', physicalName: 'crash', properties });
const door = await openDoor(() => [s3.service], { folder, unsignedS3: s3 });
process.stdout.write(`${JSON.stringify(door.client)}\n`);
