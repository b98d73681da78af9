export { createS3, type S3, type S3Options } from './create-s3.ts';
export type { AuthenticateForm, FormCaller, FormSignature } from './forms/post-object.ts';
export type { PolicyDocument } from './storage/buckets.ts';
