import type { FileEvent } from '#contract';

/**
 * One way in which a record comes to its next status. Its write fails with `StaleRecord` unless status and fence are still those
 * that were read. `S` are the statuses; `none` is the absence of a record.
 */
export interface Transition<S extends string> {
  /** The statuses that it leads from, each with its cause. */
  readonly from: { readonly [status in S | 'none']?: string };
  readonly to: S | 'none';
  /** The event that the same transaction appends to the history of the file. */
  readonly event?: FileEvent['type'];
  /** Whether the write also fails if any other event was appended since the read. */
  readonly needsSameHistory?: true;
  /** A lease raises the fence, so that writes of the worker before it fail. */
  readonly fence: 'kept' | 'raised';
}

/** All transitions of a kind of record. */
export type Life<S extends string> = Readonly<Record<string, Transition<S>>>;

/**
 * Checks the status of a record that was read. What happens after the read is checked by the write.
 *
 * @throws TypeError if the transition does not lead from it
 */
export function requireFrom<S extends string>(transition: Transition<S>, status: S): void {
  if (transition.from[status] === undefined)
    throw new TypeError(`${status} does not lead to ${transition.to}`);
}
