import { describe, expect, it, vi } from 'vitest';
import { Problem, type Upload } from '#contract';
import { ApiError } from '../../../frontend/api/api-errors.ts';
import { type Fetch, request } from '../../../frontend/api/api-request.ts';
import type { Call } from '../../../frontend/session/session.ts';
import type { Sending } from '../../../frontend/uploads/sending/send-file.ts';
import { StorageError, UploadElsewhere } from '../../../frontend/uploads/sending/upload-errors.ts';
import { createUploadEngine, type UploadEffects } from '../../../frontend/uploads/upload-engine.ts';

const instructions: Upload = {
  kind: 'single',
  url: 'https://storage.example',
  headers: {},
  expiresAt: '2026-11-23T12:00:00.000Z',
};

const record = {
  id: '01JD1K84RPXGR0010000000001',
  name: 'a.pdf',
  size: 4,
  contentType: 'application/pdf',
  status: 'uploading',
  createdAt: '2026-11-23T12:00:00.000Z',
};

/** An engine whose transfers end when the test says so. */
function open(changes: Partial<UploadEffects> = {}) {
  const calls: string[] = [];
  const transfers: { sending: Sending; end: (error?: unknown) => void }[] = [];
  const remembered = new Map<string, number>();
  const onlineListeners = new Set<() => void>();
  const world = { online: true, ids: 0, answer: async (_name: string): Promise<void> => undefined };
  const fetch: Fetch = async (_url, { method }) => {
    const name = calls.at(-1) ?? '';
    await world.answer(name);
    if (method === 'DELETE') return new Response(null, { status: 204 });
    const upload = instructions;
    return Response.json(name === 'createFile' ? { file: record, upload } : { upload });
  };
  const call: Call = (name, input, options) => {
    calls.push(name);
    return request(fetch, name, input, options);
  };
  const effects: UploadEffects = {
    call,
    sendFile: (_, sending) =>
      new Promise((resolve, reject) => {
        transfers.push({ sending, end: (error) => (error === undefined ? resolve() : reject(error)) });
        sending.signal.addEventListener('abort', () => reject(sending.signal.reason));
      }),
    memory: {
      remember: (fileId, lastModified) => remembered.set(fileId, lastModified),
      forget: (fileId) => remembered.delete(fileId),
    },
    withLock: (_, task) => task(),
    readLocks: async () => new Set(['other']),
    isOnline: () => world.online,
    onOnline: (listener) => {
      onlineListeners.add(listener);
      return () => onlineListeners.delete(listener);
    },
    now: () => 0,
    randomId: () => {
      world.ids += 1;
      return `upload-${world.ids}`;
    },
    refreshList: async () => void calls.push('refreshList'),
    ...changes,
  };
  const engine = createUploadEngine(effects);
  const phases = () => engine.state().uploads.map(({ phase }) => phase);
  const reach = (...expected: readonly string[]) => vi.waitFor(() => expect(phases()).toEqual(expected));
  return { engine, calls, transfers, remembered, onlineListeners, world, phases, reach };
}

const pdf = (name: string) => new File(['%PDF'], name, { lastModified: 5 });
const transferring = (vault: ReturnType<typeof open>, count: number) =>
  vi.waitFor(() => expect(vault.transfers.length).toBe(count));

describe('an upload', () => {
  it('creates the file, sends it, and leaves the list when the vault shows it', async () => {
    const vault = open();
    expect(vault.engine.add(pdf('a.pdf'), 'application/pdf')).toBe(true);
    await transferring(vault, 1);
    expect(vault.remembered.get(record.id)).toBe(5);
    vault.transfers[0]?.end();
    await vault.reach();
    expect(vault.calls).toEqual(['createFile', 'refreshList']);
    expect(vault.engine.state().arrived).toEqual(new Set([record.id]));
    expect(vault.remembered.size).toBe(0);
  });

  it('of a file that is in the list already is refused', async () => {
    const vault = open();
    vault.engine.add(pdf('a.pdf'), 'application/pdf');
    expect(vault.engine.add(pdf('a.pdf'), 'application/pdf')).toBe(false);
    expect(vault.engine.add(pdf('b.pdf'), 'application/pdf')).toBe(true);
  });

  it('continues an interrupted one without creating a second file', async () => {
    const vault = open();
    vault.engine.add(pdf('a.pdf'), 'application/pdf', '01JD1K84RPXGR0010000000007');
    await transferring(vault, 1);
    expect(vault.calls).toEqual(['renewUpload']);
    expect(vault.transfers[0]?.sending.fileId).toBe('01JD1K84RPXGR0010000000007');
  });

  it('waits for its turn: two are sent at a time', async () => {
    const vault = open();
    for (const name of ['a', 'b', 'c']) vault.engine.add(pdf(name), 'application/pdf');
    await transferring(vault, 2);
    expect(vault.phases()).toEqual(['sending', 'sending', 'waiting']);
    vault.transfers[0]?.end();
    await vault.reach('sending', 'sending');
  });
});

describe('pause and resume', () => {
  it('stop the transfer and start it again only after it has ended', async () => {
    const vault = open();
    vault.engine.add(pdf('a.pdf'), 'application/pdf');
    await transferring(vault, 1);
    const [id = ''] = vault.engine.state().uploads.map((upload) => upload.id);
    vault.engine.pause(id);
    expect(vault.transfers[0]?.sending.signal.aborted).toBe(true);
    vault.engine.resume(id);
    expect(vault.phases()).toEqual(['waiting']);
    await transferring(vault, 2);
    expect(vault.phases()).toEqual(['sending']);
    expect(vault.calls).toEqual(['createFile', 'renewUpload']);
  });

  it('let the next upload start', async () => {
    const vault = open();
    for (const name of ['a', 'b', 'c']) vault.engine.add(pdf(name), 'application/pdf');
    await transferring(vault, 2);
    vault.engine.pause('upload-1');
    await vault.reach('paused', 'sending', 'sending');
  });
});

describe('cancel', () => {
  it('stops the transfer and deletes the file', async () => {
    const vault = open();
    vault.engine.add(pdf('a.pdf'), 'application/pdf');
    await transferring(vault, 1);
    await vault.engine.cancel('upload-1');
    expect(vault.transfers[0]?.sending.signal.aborted).toBe(true);
    expect(vault.calls).toEqual(['createFile', 'deleteFile', 'refreshList']);
    expect([vault.phases(), vault.remembered.size]).toEqual([[], 0]);
  });

  it('while the file is being created deletes it once it exists', async () => {
    const created = Promise.withResolvers<void>();
    const vault = open();
    vault.world.answer = (name) => (name === 'createFile' ? created.promise : Promise.resolve());
    vault.engine.add(pdf('a.pdf'), 'application/pdf');
    await vault.engine.cancel('upload-1');
    created.resolve();
    await vi.waitFor(() => expect(vault.calls).toEqual(['createFile', 'deleteFile']));
    expect(vault.transfers).toEqual([]);
  });
});

describe('a failure', () => {
  it('is kept with the upload, and a retry continues the same file', async () => {
    const vault = open();
    vault.engine.add(pdf('a.pdf'), 'application/pdf');
    await transferring(vault, 1);
    vault.transfers[0]?.end(new StorageError(503));
    await vault.reach('failed');
    vault.engine.retry('upload-1');
    await transferring(vault, 2);
    expect(vault.calls).toEqual(['createFile', 'renewUpload']);
  });

  it('while offline waits for the connection and continues', async () => {
    const vault = open();
    vault.engine.add(pdf('a.pdf'), 'application/pdf');
    await transferring(vault, 1);
    vault.world.online = false;
    vault.transfers[0]?.end(new StorageError(0));
    await vault.reach('offline');
    vault.world.online = true;
    for (const listener of vault.onlineListeners) listener();
    await vault.reach('sending');
  });

  it('because another tab sends the file can be retried', async () => {
    const vault = open({ withLock: () => Promise.reject(new UploadElsewhere()) });
    vault.engine.add(pdf('a.pdf'), 'application/pdf');
    await vault.reach('failed');
    expect(vault.engine.state().uploads[0]).toMatchObject({ error: expect.any(UploadElsewhere) });
  });

  it('after which the vault has all bytes is a success', async () => {
    const vault = open();
    vault.engine.add(pdf('a.pdf'), 'application/pdf');
    await transferring(vault, 1);
    vault.transfers[0]?.end(new ApiError(new Problem('upload_not_open').toBody()));
    await vault.reach();
    expect(vault.engine.state().arrived).toEqual(new Set([record.id]));
  });
});

it('progress is reported at intervals, and always at the end', async () => {
  const clock = { now: 0 };
  const vault = open({ now: () => clock.now });
  vault.engine.add(new File([new Uint8Array(100)], 'a.pdf'), 'application/pdf');
  await transferring(vault, 1);
  const sent = () => vault.engine.state().uploads[0]?.sent;
  const onBytes = (bytes: number) => vault.transfers[0]?.sending.onBytes(bytes);
  onBytes(10);
  onBytes(20);
  expect(sent()).toBe(10);
  clock.now = 200;
  onBytes(30);
  onBytes(5);
  expect(sent()).toBe(30);
  onBytes(100);
  expect(sent()).toBe(100);
});

it('closing stops every transfer, starts no other, and stops listening', async () => {
  const vault = open();
  for (const name of ['a', 'b', 'c']) vault.engine.add(pdf(name), 'application/pdf');
  await transferring(vault, 2);
  vault.engine.close();
  expect(vault.transfers.map(({ sending }) => sending.signal.aborted)).toEqual([true, true]);
  await vi.waitFor(() => expect(vault.phases()).toEqual([]));
  expect([vault.transfers.length, vault.onlineListeners.size]).toEqual([2, 0]);
});

it('locks of other tabs become part of the state', async () => {
  const vault = open();
  await vault.engine.readLocks();
  expect(vault.engine.state().locked).toEqual(new Set(['other']));
});
