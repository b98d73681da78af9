import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../kit/message-of.ts';

/** Another process uses the data folder. */
export class DataFolderInUseError extends Error {
  constructor(folder: string, pid: number) {
    super(
      `the data folder ${folder} is in use by the process ${pid}; end it, or choose another folder with --data`,
    );
    this.name = 'DataFolderInUseError';
  }
}

/** The data folder cannot be used by any process. */
export class DataFolderUnusableError extends Error {
  constructor(folder: string, cause: unknown) {
    super(`the data folder ${folder} cannot be used: ${messageOf(cause)}; choose another with --data`, {
      cause,
    });
    this.name = 'DataFolderUnusableError';
  }
}

const lockSchema = z.object({ pid: z.number().int().positive(), started: z.string() });

/**
 * Locks a data folder for this process and creates it if it is missing. A lock of a process that has ended is replaced.
 *
 * @returns a function that releases the lock
 * @throws DataFolderInUseError, or DataFolderUnusableError if it is not a folder or not writable
 */
export function lockDataFolder(folder: string): () => void {
  const file = join(folder, 'lock');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    takeLock(folder, file);
  } catch (error) {
    throw error instanceof DataFolderInUseError ? error : new DataFolderUnusableError(folder, error);
  }
  return () => rmSync(file, { force: true });
}

function takeLock(folder: string, file: string): void {
  if (tryLock(file)) return;
  const holder = readHolder(file);
  if (holder !== undefined) throw new DataFolderInUseError(folder, holder);
  rmSync(file, { force: true });
  if (!tryLock(file)) throw new DataFolderInUseError(folder, readHolder(file) ?? 0);
}

function tryLock(file: string): boolean {
  try {
    const content = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @returns the id of the process that holds the lock, or undefined if it has ended or the lock cannot be read */
function readHolder(file: string): number | undefined {
  try {
    const { pid, started } = lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isRunning(pid) && startOf(pid) === started ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Tells a process from a later one with the same id and from a zombie, if the system shows it.
 *
 * @returns the start time (field 22 of `stat`), or an empty string on systems without it
 */
function startOf(pid: number): string {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return '';
  const stat = readFileSync(file, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
}
