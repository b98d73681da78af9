import { noSuchKey, notImplemented, preconditionFailed } from '../errors.ts';

/** The state of an object that conditions are checked against. */
export interface Representation {
  /** Hex, without quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** Looks up a request header by its lower-case name. */
export type HeaderReader = (name: string) => string | undefined;

/** The header names of conditions: for a read, or for the source of a copy. */
export interface ConditionNames {
  readonly match: string;
  readonly noneMatch: string;
  readonly modifiedSince: string;
  readonly unmodifiedSince: string;
}

export const READ_CONDITIONS: ConditionNames = {
  match: 'if-match',
  noneMatch: 'if-none-match',
  modifiedSince: 'if-modified-since',
  unmodifiedSince: 'if-unmodified-since',
};

export const COPY_CONDITIONS: ConditionNames = {
  match: 'x-amz-copy-source-if-match',
  noneMatch: 'x-amz-copy-source-if-none-match',
  modifiedSince: 'x-amz-copy-source-if-modified-since',
  unmodifiedSince: 'x-amz-copy-source-if-unmodified-since',
};

/** The result of the conditions of a request. */
export type Verdict = 'proceed' | 'not-modified' | { readonly failed: string };

/** Evaluates conditions in the order of RFC 9110, section 13.2.2, where an entity tag has precedence over a date. */
export function evaluateConditions(
  header: HeaderReader,
  names: ConditionNames,
  state: Representation,
): Verdict {
  const match = header(names.match);
  if (match !== undefined) {
    if (!listsEtag(match, state.etag)) return { failed: 'If-Match' };
  } else {
    const since = parseDate(header(names.unmodifiedSince));
    if (since !== undefined && seconds(state.modified) > since) return { failed: 'If-Unmodified-Since' };
  }
  const noneMatch = header(names.noneMatch);
  if (noneMatch !== undefined) return listsEtag(noneMatch, state.etag) ? 'not-modified' : 'proceed';
  const since = parseDate(header(names.modifiedSince));
  return since !== undefined && seconds(state.modified) <= since ? 'not-modified' : 'proceed';
}

/** The condition of a write on the current object. */
export interface WriteCondition {
  readonly ifNoneMatch: boolean;
  readonly ifMatch: string | undefined;
}

/** @throws S3Error `NotImplemented` for an `If-None-Match` that is not `*`, as S3 answers */
export function readWriteCondition(header: HeaderReader): WriteCondition {
  const noneMatch = header('if-none-match');
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw notImplemented('If-None-Match with an entity tag on a write');
  }
  return { ifNoneMatch: noneMatch === '*', ifMatch: header('if-match') };
}

/**
 * Checks the condition of a write against the current object.
 *
 * @param current - undefined if there is none or the latest version is a delete marker
 * @throws S3Error `PreconditionFailed`, or `NoSuchKey` for `If-Match` without an object
 */
export function checkWriteCondition(
  condition: WriteCondition,
  key: string,
  current: Pick<Representation, 'etag'> | undefined,
): void {
  if (condition.ifNoneMatch && current) throw preconditionFailed('If-None-Match');
  if (condition.ifMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!listsEtag(condition.ifMatch, current.etag)) throw preconditionFailed('If-Match');
}

function listsEtag(header: string, etag: string): boolean {
  return header.split(',').some((item) => {
    const tag = item.trim();
    return tag === '*' || unquoteEtag(tag) === etag;
  });
}

/** `"abc"` → `abc`; text without quotes stays. */
export function unquoteEtag(tag: string): string {
  return tag.replace(/^(?:W\/)?"(.*)"$/, '$1');
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function parseDate(header: string | undefined): number | undefined {
  const time = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? undefined : seconds(time);
}
