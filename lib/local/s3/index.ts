export { createS3, type S3 } from './create-s3.ts';
export { s3OperationName } from './http/route.ts';
