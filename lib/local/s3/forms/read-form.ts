import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { incompleteBody, S3Error } from '../errors.ts';

/** All that stands before the file may have this many bytes, as in S3. */
const MAX_FIELDS = 20 * 1024;

/** A form whose file is still to be read. */
export interface UploadForm {
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  /** What the browser calls the file; may be empty. */
  readonly filename: string;
  readonly file: AsyncIterable<Buffer>;
  /** Lets go of the connection: what is left of the body is read past. */
  close(): void;
}

/**
 * Reads a `multipart/form-data` body up to its field `file`. S3 ignores what comes after it.
 *
 * @throws S3Error `MalformedPOSTRequest`, `MaxPostPreDataLengthExceededError`, `InvalidArgument` where there is no file,
 *   `IncompleteBody` where the connection ends first
 */
export function readForm(request: IncomingMessage): Promise<UploadForm> {
  const { promise, resolve, reject } = Promise.withResolvers<UploadForm>();
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data;.*boundary=/i.test(contentType)) {
    throw new S3Error(
      'PreconditionFailed',
      412,
      'Bucket POST must be of the enclosure-type multipart/form-data',
    );
  }
  const fields = new Map<string, string>();
  let size = 0;
  const parser = new Busboy({
    headers: { ...request.headers, 'content-type': contentType },
    isPartAFile: (name) => name?.toLowerCase() === 'file',
    limits: { fieldSize: MAX_FIELDS, files: 1 },
  });
  const close = () => {
    request.unpipe(parser);
    request.resume();
  };
  const fail = (error: S3Error) => {
    close();
    reject(error);
  };
  parser.on('field', (name, value, nameTruncated, valueTruncated) => {
    size += name.length + Buffer.byteLength(value);
    if (nameTruncated || valueTruncated || size > MAX_FIELDS) return fail(tooLong());
    if (fields.has(name.toLowerCase())) return fail(malformed());
    fields.set(name.toLowerCase(), value);
  });
  // A connection that is cut ends neither the parser nor the file by itself.
  finished(request, { writable: false }, (error) => {
    if (error) fail(incompleteBody());
  });
  parser.on('file', (_name, file, filename) => {
    finished(request, { writable: false }, (error) => {
      if (error) file.destroy(incompleteBody());
    });
    parser.on('error', () => file.destroy(malformed()));
    // Whoever reads it hears of the error; a form that was refused has nobody who does.
    file.on('error', () => undefined);
    resolve({ fields, filename: filename ?? '', file, close });
  });
  parser.on('error', () => fail(malformed()));
  parser.on('finish', () => fail(noFile()));
  request.pipe(parser);
  return promise;
}

function malformed(): S3Error {
  return new S3Error(
    'MalformedPOSTRequest',
    400,
    'The body of your POST request is not well-formed multipart/form-data.',
  );
}

function tooLong(): S3Error {
  return new S3Error(
    'MaxPostPreDataLengthExceededError',
    400,
    'Your POST request fields preceding the upload file were too large.',
  );
}

function noFile(): S3Error {
  return new S3Error('InvalidArgument', 400, 'POST requires exactly one file upload per request.', {
    ArgumentName: 'file',
    ArgumentValue: '0',
  });
}
