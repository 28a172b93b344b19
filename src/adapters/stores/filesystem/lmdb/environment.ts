import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../../../domain/model/errors.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { LATE, withinTime } from '../../../../kit/time/within-time.js';
import { keepIdentity } from './copied-file/identity.js';
import { answerOf, carryOut, type Decision, flattened } from './decision.js';
import { attempt } from './faults.js';
import { type OpenLmdb } from './opening/lmdb.js';
import { type Key, makeTable, type Table, type TableSpec, type Write } from './table.js';
import { type TableName } from './table-names.js';
import { dataFileOf, type OpenedFile, openChecked } from './opening/open-checked.js';
import { trafficOn } from './opening/traffic.js';
import { tableWatch } from './table-watch.js';
import { StoreFault, storing } from '../../shared/store-fault.js';

/** The one LMDB environment of all records. */
export interface Environment {
  /** The path of the data file as the settings name it, for errors. */
  readonly file: string;
  /** The same without links: every server on this file finds the same one. */
  readonly realFile: string;
  readonly table: <K extends Key, A>(spec: TableSpec<K, A>) => Table<K, A>;
  /** Reads from the last commit. Left if the store fails; rejects on a record that does not decode. */
  readonly read: <A>(work: () => A) => Stored<A>;
  /**
   * One transaction: `decide` reads, then all its changes are made or none. `decide` must be synchronous, and must not
   * change anything itself. Durable when it resolves; concurrent transactions share a commit and its fsync. Left:
   * nothing was written. Only if the disk hung for `WRITE_DEADLINE` may it still be written: then `onLate` gets the
   * answer that came too late.
   */
  readonly write: <A>(decide: () => Decision<A>, onLate?: (answer: A) => void) => Stored<A>;
  /** The same for a `decide` that may fail with an error of the domain. A Left of `decide` writes nothing. */
  readonly writeEither: <L, A>(
    decide: () => E.Either<L, Decision<A>>,
    onLate?: (answer: A) => void,
  ) => TE.TaskEither<L | Unavailable, A>;
  /**
   * Adds writes to each later transaction that changes something, and to that one only. `before` runs inside the
   * transaction, and gets the decision's `isContent`; if it throws, nothing is written.
   */
  readonly beforeWrites: (before: (isContent: boolean) => readonly Write[]) => void;
  /**
   * Calls back soon after this process has put records into a table: once for all that it commits in one turn of the
   * event loop. Returns how to end it.
   */
  readonly watch: (table: TableName, listener: () => void) => () => void;
  /** Frees the slots of dead readers in the reader table. */
  readonly checkReaders: () => void;
  /**
   * Writes a copy of the records into a new file: the last commit as a whole, without free pages. Writes go on
   * meanwhile. The file is not synced. Rejects with the reason of the system.
   */
  readonly copyTo: (path: string) => Promise<void>;
  /** Waits for running writes. `isShared`: a server still uses the file. */
  readonly close: (isShared?: boolean) => Promise<void>;
}

/** How long a commit may take before its caller gets a Left, in milliseconds. */
const WRITE_DEADLINE = 10_000;
/** How long writes are refused at once after a failed commit, in milliseconds. */
const PAUSE_AFTER_FAILURE = 250;

export interface EnvironmentOptions {
  readonly dataDir: string;
  /** Called before a file is checked page by page, which takes a few seconds for a million messages. */
  readonly onCopy?: (file: string) => void;
}

/**
 * Opens the records under `DATA_DIR/records`, and creates them if there are none. Several processes may open them at
 * once. Throws `RecordsUnusable`.
 */
export const openEnvironment = async ({ dataDir, onCopy = ignore }: EnvironmentOptions): Promise<Environment> => {
  const file = dataFileOf(dataDir);
  return makeEnvironment(file, await openChecked(file, onCopy, null));
};

const ignore = (): void => undefined;

const makeEnvironment = (file: string, first: OpenedFile): Environment => {
  const { realFile, identity } = first;
  const traffic = trafficOn(realFile);
  let lmdb: OpenLmdb | null = first.lmdb;
  let reopening: Promise<void> | null = null;
  /** When a commit failed. After some failures LMDB hangs at the next commit unless it is opened again. */
  let failedAt: number | null = null;
  /** Commits that have run longer than the deadline. */
  let hanging = 0;
  let closed = false;
  /** Their decisions read from the open file. */
  const running = new Set<Promise<unknown>>();
  let before: (isContent: boolean) => readonly Write[] = () => [];
  const watch = tableWatch();

  const opened = (): OpenLmdb => {
    if (lmdb === null) throw new StoreFault('the records are closed');
    return lmdb;
  };

  const reopen = (): Promise<void> => {
    reopening ??= (async () => {
      const old = lmdb;
      lmdb = null;
      await old?.close();
      try {
        ({ lmdb } = await openChecked(file, ignore, identity));
      } catch (cause) {
        failedAt = performance.now();
        throw new StoreFault(cause);
      }
      failedAt = null;
    })().finally(() => {
      reopening = null;
    });
    return reopening;
  };

  /** Opens the file again if that is needed and may help. */
  const recover = async (): Promise<void> => {
    if (closed) throw new StoreFault('the records are closed');
    if (reopening !== null) return reopen();
    if (failedAt !== null && performance.now() - failedAt < PAUSE_AFTER_FAILURE)
      throw new StoreFault('the last write failed');
    if (failedAt !== null || lmdb === null) await reopen();
  };

  const commit = async <A>(decide: () => Decision<A>, onLate: (answer: A) => void): Promise<A> => {
    if (closed) throw new StoreFault('the records are closed');
    if (failedAt !== null || lmdb === null) await recover();
    if (hanging > 0) throw new StoreFault('an earlier write still hangs');
    let outcome: (() => A) | null = null;
    let written: ReadonlySet<TableName> = new Set();
    let isLate = false;
    const open = opened();
    const withBefore = (): Decision<A> => {
      const decision = decide();
      const { writes, isContent = true } = decision;
      return writes.length === 0 ? decision : { ...decision, writes: [...before(isContent), ...writes] };
    };
    const transaction = traffic.transaction(() =>
      open.transaction(() => {
        // Its caller has its answer: what has not begun need not be done.
        if (isLate) return;
        const end = watch.begin();
        outcome = carryOut(withBefore);
        written = end();
      }),
    );
    transaction.then(() => watch.tell(written)).catch(ignore);
    running.add(transaction);
    transaction.catch(() => (failedAt = performance.now())).finally(() => running.delete(transaction));
    await withinDeadline(transaction, (late) => {
      isLate = true;
      hanging += 1;
      late
        .finally(() => (hanging -= 1))
        .then(() => onLate(answerOf(outcome)))
        .catch(() => undefined);
    });
    return answerOf(outcome);
  };

  const write = <A>(decide: () => Decision<A>, onLate: (answer: A) => void = () => undefined): Stored<A> =>
    storing(() => commit(decide, onLate));
  return {
    file,
    realFile,
    table: (spec) =>
      makeTable(
        file,
        () => opened().database(spec.name),
        spec,
        () => watch.note(spec.name),
      ),
    read: (work) =>
      storing(async () => {
        if (lmdb === null) await recover();
        return work();
      }),
    write,
    writeEither: (decide, onLate) => async () => {
      const written = await write(
        () => flattened(decide()),
        (answer) => {
          if (E.isRight(answer)) onLate?.(answer.right);
        },
      )();
      return E.isLeft(written) ? written : written.right;
    },
    beforeWrites: (added) => {
      before = added;
    },
    watch: watch.add,
    checkReaders: () => attempt(() => opened().checkReaders()),
    copyTo: (path) => opened().copyTo(path),
    close: async (isShared = false) => {
      closed = true;
      await reopening?.catch(() => undefined);
      await Promise.allSettled(running);
      const old = lmdb;
      lmdb = null;
      await old?.close();
      if (!isShared) await keepIdentity(realFile, 'closed');
    },
  };
};

const withinDeadline = async (
  transaction: Promise<unknown>,
  tooLate: (late: Promise<unknown>) => void,
): Promise<void> => {
  const done = await withinTime(transaction, WRITE_DEADLINE).catch((cause: unknown) => {
    throw cause instanceof StoreFault ? cause : new StoreFault(cause);
  });
  if (done !== LATE) return;
  tooLate(transaction);
  throw new StoreFault('the disk does not answer');
};
