import { ListPartsCommand, type ListPartsCommandOutput, type Part, type S3Client } from '@aws-sdk/client-s3';

/** S3's own limit for a page (Amazon S3 API Reference, ListParts). */
const PAGE = 1000;

/**
 * The parts of an upload that S3 has, in order. The SDK's own paginator does not look at `IsTruncated`, and S3 gives a marker with
 * the last page, too: it would never come to an end.
 *
 * @param object - of the upload
 * @param range - which numbers are asked for, all of them if it is left out
 * @throws NoSuchUpload where the upload has ended, completed or aborted
 */
export async function* partsOf(
  s3: S3Client,
  object: { readonly Bucket: string; readonly Key: string; readonly UploadId: string },
  { first, last }: { readonly first: number; readonly last: number } = { first: 1, last: 10_000 },
): AsyncGenerator<Part> {
  let marker: string | undefined = String(first - 1);
  do {
    const page: ListPartsCommandOutput = await s3.send(
      new ListPartsCommand({
        ...object,
        PartNumberMarker: marker,
        MaxParts: Math.min(PAGE, last - first + 1),
      }),
    );
    for (const part of page.Parts ?? []) {
      if (part.PartNumber === undefined || part.PartNumber > last) return;
      yield part;
    }
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
}
