export { createS3, type S3, type S3Options } from './create-s3.ts';
