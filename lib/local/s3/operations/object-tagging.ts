import { z } from 'zod';
import { readDocument } from '../body/small-body.ts';
import type { ObjectRequest, Signed } from '../http/request-headers.ts';
import { sendDocument, sendEmpty } from '../http/respond.ts';
import { parseDocument } from '../http/xml.ts';
import { visibleVersionId } from '../model/objects.ts';
import type { S3Context } from '../model/s3-context.ts';
import { checkVersionId, selectVersion } from '../model/select-version.ts';
import type { Tags } from '../storage/schemas.ts';
import { checkTags } from '../tags.ts';

const documentSchema = z.object({
  Tagging: z.object({
    TagSet: z
      .union([z.object({ Tag: z.array(z.object({ Key: z.string(), Value: z.string() })) }), z.string()])
      .transform((set) => (typeof set === 'string' ? [] : set.Tag)),
  }),
});

/** GetObjectTagging. */
export async function getObjectTagging(s3: S3Context, request: ObjectRequest): Promise<void> {
  const { version, headers } = select(s3, request, 'Get');
  for (const [name, value] of Object.entries(headers)) request.call.response.setHeader(name, value);
  sendDocument(request.call.response, 'Tagging', {
    TagSet: { Tag: version.tags.map(({ key, value }) => ({ Key: key, Value: value })) },
  });
}

/** PutObjectTagging. */
export async function putObjectTagging(s3: S3Context, request: Signed<ObjectRequest>): Promise<void> {
  select(s3, request, 'Put');
  const { TagSet } = parseDocument(await readDocument(request, 'required'), documentSchema).Tagging;
  const tags = checkTags(TagSet.map(({ Key, Value }) => ({ key: Key, value: Value })));
  sendEmpty(request.call.response, 200, replaceTags(s3, request, 'Put', tags));
}

/** DeleteObjectTagging. */
export async function deleteObjectTagging(s3: S3Context, request: ObjectRequest): Promise<void> {
  sendEmpty(request.call.response, 204, replaceTags(s3, request, 'Delete', []));
}

function replaceTags(
  s3: S3Context,
  request: ObjectRequest,
  verb: 'Put' | 'Delete',
  tags: Tags,
): Readonly<Record<string, string>> {
  return s3.store.transaction(() => {
    const { version, headers } = select(s3, request, verb);
    s3.versions.setTags(version, tags);
    return headers;
  });
}

function select(s3: S3Context, request: ObjectRequest, verb: 'Get' | 'Put' | 'Delete') {
  const versionId = checkVersionId(request.query.get('versionId'));
  const { bucket, version } = selectVersion(
    s3,
    request.call,
    { bucket: request.bucket, key: request.key, versionId },
    { latest: `s3:${verb}ObjectTagging`, named: `s3:${verb}ObjectVersionTagging` },
  );
  const visible = visibleVersionId(bucket, version.version_id);
  const headers: Readonly<Record<string, string>> =
    visible === undefined ? {} : { 'x-amz-version-id': visible };
  return { version, headers };
}
