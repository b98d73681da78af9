import { openS3 } from '../local/s3/open-s3.ts';

// The embedded S3 in a process of its own, until it is killed: `s3-server.ts FOLDER`. Says how to reach it.
const [folder = ''] = process.argv.slice(2);
const cloud = await openS3({ folder });
await cloud.bucket('bench');
process.stdout.write(`${JSON.stringify(cloud.door.client)}\n`);
