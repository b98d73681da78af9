import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, StaleRecord } from '#aws';
import { EMPTY_HISTORY, fileStatuses } from '#contract';
import {
  beginOperation,
  createFile,
  expireOperation,
  type FileRecord,
  failFile,
  failOperation,
  fileLife,
  finishFile,
  finishOperation,
  follows,
  leaseFile,
  leaseOperation,
  leaseTimes,
  type OperationRecord,
  operationLife,
  queueFile,
  readEvents,
  readFile,
  readOperation,
  rejectFile,
  retryFile,
  shred,
  type Transition,
} from '#vault';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

let vault: IdleVault;
beforeAll(async () => {
  vault = await openIdleVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

const times = leaseTimes(60);
const address = '192.0.2.1';
const at = () => vault.now();

/** What a worker does with the record that it read, whether or not it is still true. */
const fileSteps = {
  queueFile: (record: FileRecord) => queueFile(vault.table, record, at()),
  leaseFile: (record: FileRecord) => leaseFile(vault.table, record, { at: at(), times }),
  takeOverFile: (record: FileRecord) => leaseFile(vault.table, record, { at: at(), times }),
  finishFile: (record: FileRecord) => finishFile(vault.table, record, at()),
  rejectFile: (record: FileRecord) =>
    rejectFile(vault.table, record, { at: at(), code: 'checksum_mismatch' }),
  failFile: (record: FileRecord) =>
    failFile(vault.table, record, { at: at(), code: 'processing_failed', discardResults: true }),
  retryFile: (record: FileRecord) => retryFile(vault.table, record, { at: at(), address }),
  shredFile: (record: FileRecord) => shred(vault, record, { at: at(), actor: 'janitor' }),
} satisfies Record<Exclude<keyof typeof fileLife, 'createFile'>, (record: FileRecord) => Promise<unknown>>;

const operationSteps = {
  leaseOperation: (record: OperationRecord) => leaseOperation(vault.table, record, { at: at(), times }),
  takeOverOperation: (record: OperationRecord) => leaseOperation(vault.table, record, { at: at(), times }),
  finishOperation: (record: OperationRecord) =>
    finishOperation(vault.table, record, { at: at(), expiresAt: at().toISOString() }),
  failOperation: (record: OperationRecord) =>
    failOperation(vault.table, record, { at: at(), code: 'processing_failed' }),
  expireOperation: (record: OperationRecord) => expireOperation(vault.table, record, at()),
} satisfies Record<
  Exclude<keyof typeof operationLife, 'beginOperation'>,
  (record: OperationRecord) => Promise<unknown>
>;

/** Which step, and how many states ago the worker that takes it read the record. */
function walk<N extends string>(names: N[]) {
  const step = fc.record({ name: fc.constantFrom(...names), age: fc.nat({ max: 3 }) });
  return fc.array(step, { minLength: 1, maxLength: 20 });
}

describe('the life of a file', () => {
  it('stays in the table, keeps the order of fences, and has one event for each transition that names one', async () => {
    await fc.assert(
      fc.asyncProperty(walk(Object.keys(fileSteps) as (keyof typeof fileSteps)[]), async (steps) => {
        const created = await newFile();
        const seen: FileRecord[] = [created];
        const events: string[] = [fileLife.createFile.event];
        let current: FileRecord | undefined = created;
        for (const { name, age } of steps) {
          const record = seen.at(-1 - Math.min(age, seen.length - 1));
          if (record === undefined) throw new TypeError('a worker has read nothing');
          const transition: Transition<FileRecord['status']> = nameOf(fileLife, name, record.status);
          const before: FileRecord | undefined = current;
          const isNext = before !== undefined && isSame(before, record, transition);
          const outcome = await outcomeOf(fileSteps[name](record));
          current = await readFile(vault.table, created.owner, created.id);
          if (transition.from[record.status] === undefined) expect(outcome).toBe('refused');
          else expect(outcome).toBe(isNext ? 'done' : 'stale');
          if (outcome !== 'done') {
            expect(current).toEqual(before);
            continue;
          }
          expect(current?.status ?? 'none').toBe(transition.to);
          if (current !== undefined && before !== undefined)
            expect(current.fence - before.fence).toBe(transition.fence === 'raised' ? 1 : 0);
          if (transition.event !== undefined) events.push(transition.event);
          if (current !== undefined) seen.push(current);
        }
        expect(await eventsOf(created.id)).toEqual(events);
      }),
      { numRuns: 30 },
    );
  });

  it('can reach every status and leave every status but by deletion', () => {
    const reached = new Set(Object.values(fileLife).map(({ to }) => to));
    expect([...reached].toSorted()).toEqual(['none', ...fileStatuses].toSorted());
    expect(Object.keys(fileLife.shredFile.from).toSorted()).toEqual([...fileStatuses].toSorted());
  });
});

describe('the life of an operation', () => {
  it('stays in the table, keeps the order of fences, and has one event for each transition that names one', async () => {
    await fc.assert(
      fc.asyncProperty(
        walk(Object.keys(operationSteps) as (keyof typeof operationSteps)[]),
        async (steps) => {
          const file = await newFile();
          const begun = await beginOperation(
            { table: vault.table, sendWork: async () => undefined, now: vault.now },
            file,
            { id: newId(at()), kind: 'decrypt', event: { actor: file.owner, address } },
          );
          const seen = [begun];
          const events: string[] = [fileLife.createFile.event, operationLife.beginOperation.event];
          let current = begun;
          for (const { name, age } of steps) {
            const record = seen.at(-1 - Math.min(age, seen.length - 1)) ?? begun;
            const transition: Transition<OperationRecord['status']> = nameOf(
              operationLife,
              name,
              record.status,
            );
            const before = current;
            const isNext = before.status === record.status && before.fence === record.fence;
            const outcome = await outcomeOf(operationSteps[name](record));
            current = (await readOperation(vault.table, file.owner, begun.id)) ?? begun;
            if (transition.from[record.status] === undefined) expect(outcome).toBe('refused');
            else expect(outcome).toBe(isNext ? 'done' : 'stale');
            if (outcome !== 'done') {
              expect(current).toEqual(before);
              continue;
            }
            expect(current.status).toBe(transition.to);
            expect(current.fence - before.fence).toBe(transition.fence === 'raised' ? 1 : 0);
            if (transition.event !== undefined) events.push(transition.event);
            seen.push(current);
          }
          expect(await eventsOf(file.id)).toEqual(events);
        },
      ),
      { numRuns: 30 },
    );
  });
});

function newFile(): Promise<FileRecord> {
  const now = at();
  return createFile(
    vault.table,
    {
      id: newId(new Date()),
      owner: newId(new Date()),
      name: 'a.pdf',
      size: 1,
      contentType: 'application/pdf',
      createdAt: now.toISOString(),
      upload: { kind: 'single' },
      signedUntil: now.toISOString(),
    },
    { at: now, address },
    { bytes: 100, files: 100 },
  );
}

/** A lease of a record that is leased already is a take-over, whatever the worker calls it. */
function nameOf<L extends Record<string, unknown>>(
  life: L,
  name: keyof L & string,
  status: string,
): L[keyof L] {
  const isLeased = status === 'encrypting' || status === 'decrypting';
  const leases: Record<string, string> = {
    leaseFile: isLeased ? 'takeOverFile' : 'leaseFile',
    takeOverFile: isLeased ? 'takeOverFile' : 'leaseFile',
    leaseOperation: isLeased ? 'takeOverOperation' : 'leaseOperation',
    takeOverOperation: isLeased ? 'takeOverOperation' : 'leaseOperation',
  };
  return life[leases[name] ?? name] as L[keyof L];
}

function isSame(before: FileRecord, record: FileRecord, { needsSameHistory }: Transition<string>): boolean {
  return (
    before.status === record.status &&
    before.fence === record.fence &&
    (needsSameHistory !== true || before.history.sequence === record.history.sequence)
  );
}

async function outcomeOf(step: Promise<unknown>): Promise<'done' | 'stale' | 'refused'> {
  try {
    await step;
    return 'done';
  } catch (error) {
    if (error instanceof StaleRecord) return 'stale';
    if (error instanceof TypeError) return 'refused';
    throw error;
  }
}

/** The types of the events of a file, whose chain of hashes is checked. */
async function eventsOf(file: string): Promise<string[]> {
  const types: string[] = [];
  let head = EMPTY_HISTORY;
  for await (const event of readEvents(vault.table, file)) {
    expect(follows(file, head, event)).toBe(true);
    head = { sequence: event.sequence, hash: event.hash };
    types.push(event.type);
  }
  return types;
}
