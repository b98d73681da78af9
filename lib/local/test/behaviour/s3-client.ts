import { S3Client } from '@aws-sdk/client-s3';
import { settings } from './client.ts';

/** As the vault makes its own: the bucket in the path, checksums only where they are asked for. */
export const s3 = new S3Client({
  ...settings,
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});
