import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, readdir, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** Kept bytes. `gone` once the budget pushed them out or the last holder released them. */
export type Blob = { readonly size: number; readonly sha256: string; readonly gone: boolean };

/** The bytes went beyond the limit; nothing of them is kept. */
export class TooLarge extends Error {}

/**
 * Where media bytes lie: small ones in memory, others in a temporary folder; never more than a fixed amount of either.
 */
export type BlobStore = {
  /**
   * Streams bytes in and holds them for the caller. At most a few hundred KiB are in memory meanwhile.
   * @throws TooLarge beyond `limit` bytes; whatever the source throws
   */
  write(bytes: AsyncIterable<Uint8Array>, limit: number): Promise<Blob>;
  /** The bytes, or undefined where they are gone. */
  read(blob: Blob): Readable | undefined;
  /** One holder more: the bytes stay until each has released them, or the budget is spent. */
  hold(blob: Blob): void;
  release(blob: Blob): void;
  /** Removes everything. */
  close(): Promise<void>;
};

const SMALL = 128 * 1024;
const MEMORY_BUDGET = 16 * 1024 * 1024;
const WRITE_SIZE = 512 * 1024;

type Kept = { size: number; sha256: string; gone: boolean; holders: number; content: Buffer | string };

const PREFIX = 'postcard-sandbox-';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: unknown }).code !== 'ESRCH';
  }
};

/** Removes the folders of sandboxes that were killed: a folder is named for its process. */
const removeOrphans = async (): Promise<void> => {
  const names = await readdir(tmpdir());
  const orphans = names.filter((name) => {
    const pid = /^postcard-sandbox-(\d+)-/.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
  await Promise.allSettled(orphans.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })));
};

/** A store in a fresh temporary folder. `diskBudget` in bytes; the oldest bytes leave first. */
export const makeBlobStore = async (diskBudget: number): Promise<BlobStore> => {
  await removeOrphans().catch(() => undefined);
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${String(process.pid)}-`));
  const onDisk = new Set<Kept>();
  const known = new WeakMap<Blob, Kept>();
  let memoryUsed = 0;
  let diskUsed = 0;
  let names = 0;

  const drop = (kept: Kept): void => {
    if (kept.gone) return;
    kept.gone = true;
    if (typeof kept.content === 'string') {
      diskUsed -= kept.size;
      onDisk.delete(kept);
      void unlink(kept.content).catch(() => undefined);
    } else {
      memoryUsed -= kept.size;
      kept.content = Buffer.alloc(0);
    }
  };

  const keep = (size: number, sha256: string, content: Buffer | string): Blob => {
    const kept: Kept = { size, sha256, gone: false, holders: 1, content };
    known.set(kept, kept);
    if (typeof content === 'string') {
      onDisk.add(kept);
      diskUsed += size;
      for (const oldest of onDisk) {
        if (diskUsed <= diskBudget || oldest === kept) break;
        drop(oldest);
      }
    } else memoryUsed += size;
    return kept;
  };

  const create = async (): Promise<{ path: string; file: FileHandle }> => {
    const path = join(folder, String(++names));
    return { path, file: await open(path, 'wx', 0o600) };
  };

  const write: BlobStore['write'] = async (bytes, limit) => {
    const hash = createHash('sha256');
    let target: { path: string; file: FileHandle } | undefined;
    let waiting: Uint8Array[] = [];
    let waitingSize = 0;
    let size = 0;
    const flush = async (): Promise<void> => {
      target ??= await create();
      await target.file.writeFile(Buffer.concat(waiting));
      waiting = [];
      waitingSize = 0;
    };
    try {
      for await (const chunk of bytes) {
        size += chunk.length;
        if (size > limit) throw new TooLarge();
        hash.update(chunk);
        waiting.push(chunk);
        waitingSize += chunk.length;
        if (waitingSize >= WRITE_SIZE) await flush();
      }
      const fits = target === undefined && size <= SMALL && memoryUsed + size <= MEMORY_BUDGET;
      if (fits) return keep(size, hash.digest('hex'), Buffer.concat(waiting));
      await flush();
    } catch (error) {
      await target?.file.close();
      if (target !== undefined) await unlink(target.path).catch(() => undefined);
      throw error;
    }
    await target?.file.close();
    return keep(size, hash.digest('hex'), target?.path ?? '');
  };

  return {
    write,
    read: (blob) => {
      const kept = known.get(blob);
      if (kept === undefined || kept.gone) return undefined;
      return typeof kept.content === 'string' ? createReadStream(kept.content) : Readable.from([kept.content]);
    },
    hold: (blob) => {
      const kept = known.get(blob);
      if (kept !== undefined) kept.holders += 1;
    },
    release: (blob) => {
      const kept = known.get(blob);
      if (kept === undefined) return;
      kept.holders -= 1;
      if (kept.holders === 0) drop(kept);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
};
