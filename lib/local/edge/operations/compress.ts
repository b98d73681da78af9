import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import {
  type HttpAnswer,
  type HttpRequest,
  headerValue,
  withHeader,
  withoutHeader,
} from '../../page-port/http-message.ts';

const COMPRESSIBLE =
  /^(text\/|image\/svg\+xml|font\/(otf|ttf)|application\/([\w.]+\+)?(json|xml|javascript|wasm|x-javascript))/i;
const SMALLEST = 1000;
const LARGEST = 10_000_000;
const BROTLI_QUALITY = 5;

/**
 * Compresses an answer as CloudFront does: text of a kilobyte and more, Brotli before gzip, a strong entity tag made
 * weak.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */
export async function compress(request: HttpRequest, answer: HttpAnswer): Promise<HttpAnswer> {
  const encoding = encodingFor(request);
  if (!encoding || !isCompressible(answer)) return answer;
  const body = encoding === 'br' ? await toBrotli(answer.body) : await promisify(gzip)(answer.body);
  const tag = headerValue(answer.headers, 'etag');
  const tagged = tag?.startsWith('"') ? withHeader(answer.headers, 'etag', `W/${tag}`) : answer.headers;
  const headers = withHeader(withoutHeader(tagged, 'content-length'), 'content-encoding', encoding);
  return { status: answer.status, headers: withHeader(headers, 'vary', 'Accept-Encoding'), body };
}

function encodingFor(request: HttpRequest): 'br' | 'gzip' | undefined {
  const accepted = new Set(
    (headerValue(request.headers, 'accept-encoding') ?? '')
      .split(',')
      .map((item) => item.trim().split(/\s*;\s*q=/))
      .filter(([, quality]) => quality === undefined || Number(quality) > 0)
      .map(([name]) => name),
  );
  return accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : undefined;
}

function isCompressible({ status, headers, body }: HttpAnswer): boolean {
  return (
    status === 200 &&
    body.length >= SMALLEST &&
    body.length <= LARGEST &&
    headerValue(headers, 'content-encoding') === undefined &&
    COMPRESSIBLE.test(headerValue(headers, 'content-type') ?? '')
  );
}

function toBrotli(body: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
}
