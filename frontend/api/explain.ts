import type { Code } from '#contract';
import { formatWait, t } from '../locales/index.ts';
import { ApiError, ConnectionError, UnexpectedAnswer } from './api-errors.ts';

/** An error in words, with the stable code for the administrator. */
export interface Explanation {
  readonly text: string;
  readonly code: string;
}

/** What an error means, and what to do about it. */
export function explain(error: unknown): Explanation {
  if (error instanceof ApiError) return { text: textOf(error.code, error.retryAfter), code: error.code };
  if (error instanceof ConnectionError) return { text: t.errors.noConnection, code: 'no_connection' };
  if (error instanceof UnexpectedAnswer) {
    const text = error.status === 429 ? t.errors.tooManyRequests : t.errors.unexpectedAnswer;
    return { text, code: `http_${error.status}` };
  }
  return { text: t.errors.page, code: 'page_error' };
}

function textOf(code: Code, retryAfter: number | undefined): string {
  return code === 'rate_limited' && retryAfter !== undefined
    ? t.errors.rateLimited(formatWait(retryAfter))
    : t.errors.byCode[code];
}
