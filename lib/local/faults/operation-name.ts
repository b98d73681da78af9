import type { ServiceCall } from '../kit/service.ts';
import { s3OperationName } from '../s3/index.ts';

/** The API name of the operation that a call requests: `UploadPart`, or `unknown`. */
export function operationName(
  service: string,
  { request, body }: Pick<ServiceCall, 'request' | 'body'>,
): string {
  if (service === 's3') return s3OperationName(request) ?? 'unknown';
  if (service === 'lambda') return 'Invoke';
  const target = request.headers['x-amz-target'];
  const name =
    typeof target === 'string' ? target.split('.')[1] : new URLSearchParams(body?.toString()).get('Action');
  return name || 'unknown';
}
