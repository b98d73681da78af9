import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { quotaOf, readProfile } from '#accounts';
import { canonicalType, extensionFits, type FileType, Problem, SINGLE_UPLOAD_LIMIT } from '#contract';
import type { RouteHandlers } from '#http';
import { abortUpload, createFile, type NewFile, objectKeys, readFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { renewUpload } from './renew-upload.ts';
import { uploadDeadlines } from './upload-deadlines.ts';
import { uploadInstructions } from './upload-instructions.ts';
import { layoutOf } from './upload-layout.ts';
import { fileView } from './views.ts';

/** Creates a file: checks type, size and quota, and returns upload instructions. */
export function createFileRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['createFile'] {
  const { table, accounts, s3, buckets, now } = dependencies;
  return {
    create: async ({ body, principal, client }, id) => {
      const contentType = requireAllowedType(dependencies, body);
      const owner = principal.user;
      const profile = await readProfile(accounts, owner);
      const key = objectKeys.staging(owner, id);
      const upload = body.size > SINGLE_UPLOAD_LIMIT ? await beginMultipart() : ({ kind: 'single' } as const);
      const at = now();
      const file: NewFile = {
        id,
        owner,
        name: body.name,
        size: body.size,
        contentType,
        createdAt: at.toISOString(),
        upload,
        ...uploadDeadlines(at),
        ...(body.sha256 !== undefined && { declaredSha256: body.sha256 }),
      };
      try {
        const created = { at, address: client.address };
        const record = await createFile(table, file, created, quotaOf(profile, dependencies.quota));
        return {
          id,
          body: { file: fileView(record), upload: await uploadInstructions(dependencies, record) },
        };
      } catch (error) {
        if (upload.kind === 'multipart') await abortUpload(s3, buckets.staging, key, upload.uploadId);
        throw error;
      }

      async function beginMultipart() {
        const { UploadId } = await s3.send(
          new CreateMultipartUploadCommand({
            Bucket: buckets.staging,
            Key: key,
            ContentType: contentType,
            ...(body.sha256 !== undefined && { ChecksumAlgorithm: 'SHA256' }),
          }),
        );
        if (UploadId === undefined) throw new Error('CreateMultipartUpload returned no UploadId');
        return { kind: 'multipart', uploadId: UploadId, ...layoutOf(body.size) } as const;
      }
    },
    find: async ({ principal }, id) => {
      const record = await readFile(table, principal.user, id);
      if (record === undefined) return undefined;
      const { upload } = await renewUpload(dependencies, record);
      return { body: { file: fileView(record), upload } };
    },
  };
}

/** @throws Problem `type_not_allowed`, `extension_mismatch` or `file_too_large` */
function requireAllowedType(
  dependencies: FilesDependencies,
  body: { name: string; size: number; contentType: string },
): FileType {
  const type = canonicalType(body.contentType);
  if (type === undefined || !dependencies.allowedTypes.includes(type)) throw new Problem('type_not_allowed');
  if (!extensionFits(body.name, type)) throw new Problem('extension_mismatch');
  if (body.size > dependencies.maxFileSize) {
    throw new Problem('file_too_large', { detail: `At most ${dependencies.maxFileSize} bytes.` });
  }
  return type;
}
