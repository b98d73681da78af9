import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The JSON logger of a function. Log ids, codes and numbers: never a token, a password, a key, a body or a whole event.
 *
 * @param service - the function's name
 */
export function createLogger(service: string): Logger {
  return new Logger({ serviceName: service });
}

export type { Logger };
