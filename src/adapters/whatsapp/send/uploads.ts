import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type UploadHandles } from '../../../domain/ports/upload-handles.js';
import { type Stored } from '../../../domain/ports/store.js';
import { type SendEntry } from '../../../domain/model/message/timeline.js';
import { type SendOrder } from '../../../domain/ports/whatsapp.js';
import { DAY } from '../../../domain/model/time.js';
import { type Connection } from '../graph/connection.js';
import { uploadFile, type UploadFailure, type Uploaded } from './upload.js';

/** WhatsApp's id of a file, and whether it comes from an earlier upload, which WhatsApp may have dropped since. */
export interface Handle {
  readonly id: string;
  readonly isOld: boolean;
}

export interface Uploads {
  /** WhatsApp's id of the order's file. The file is uploaded if it has no id yet. Never rejects. */
  readonly idOf: (order: SendOrder) => Promise<E.Either<UploadFailure, Handle>>;
  /** The same, if WhatsApp no longer knows `staleId`: the file is uploaded again. Never rejects. */
  readonly reupload: (order: SendOrder, staleId: string) => Promise<E.Either<UploadFailure, Handle>>;
}

/** An upload, and the calls that it took so far. They are told to every order that waits for it. */
interface RunningUpload {
  readonly uploaded: Promise<Uploaded>;
  readonly entries: readonly SendEntry[];
}

/** WhatsApp keeps uploaded media for 30 days; our ids expire earlier. */
const LIFETIME = 25 * DAY;

/**
 * Uploads each file once per phone number: ids are stored, and orders that come during an upload of the same file wait
 * for it. If the store is down, the file is uploaded again; no message fails.
 */
export const makeUploads = (connection: Connection, handles: UploadHandles): Uploads => {
  const { clock, log } = connection;
  const running = new Map<string, RunningUpload>();

  const orElse = async <A>(ask: () => Stored<A>, fallback: A, doing: string): Promise<A> => {
    try {
      const result = await ask()();
      if (E.isRight(result)) return result.right;
      log.warn({ cause: result.left.cause }, `${doing} failed; going on without`);
    } catch (error) {
      log.error({ err: error }, `${doing} failed; going on without`);
    }
    return fallback;
  };

  const find = ({ media, credentials }: SendOrder): Promise<O.Option<string>> =>
    orElse(() => handles.find(media.id, credentials.phoneNumberId, clock.now()), O.none, 'looking up an upload');

  const uploadAndKeep = async (order: SendOrder, tell: SendOrder['tell']): Promise<Uploaded> => {
    const uploaded = await uploadFile(connection, order, tell);
    if (E.isRight(uploaded)) {
      const { media, credentials } = order;
      const goodUntil = clock.now() + LIFETIME;
      const keep = (): Stored<void> => handles.keep(media.id, credentials.phoneNumberId, uploaded.right, goodUntil);
      await orElse(keep, undefined, 'keeping the id of an upload');
    }
    return uploaded;
  };

  /** Joins the running upload, or begins one. If another order's bytes failed, our own are tried. */
  const share = async (order: SendOrder): Promise<Uploaded> => {
    const { media, credentials } = order;
    // The key includes the token: a failure with an old token must not fail an order with a new one.
    const key = JSON.stringify([credentials.phoneNumberId, media.id, media.type, credentials.accessToken]);
    for (;;) {
      const others = running.get(key);
      if (others === undefined) break;
      const result = await others.uploaded;
      if (E.isRight(result) || !result.left.sourceFailed) {
        others.entries.forEach(order.tell);
        return result;
      }
    }
    const entries: SendEntry[] = [];
    const tell = (entry: SendEntry): void => {
      entries.push(entry);
      order.tell(entry);
    };
    const uploaded = uploadAndKeep(order, tell).finally(() => running.delete(key));
    running.set(key, { uploaded, entries });
    return uploaded;
  };

  const upload = async (order: SendOrder): Promise<E.Either<UploadFailure, Handle>> =>
    E.map((id: string): Handle => ({ id, isOld: false }))(await share(order));

  return {
    idOf: async (order) => {
      const kept = await find(order);
      return O.isSome(kept) ? E.right({ id: kept.value, isOld: true }) : upload(order);
    },
    reupload: async (order, staleId) => {
      const kept = await find(order);
      // Another order found the id stale and uploaded the file meanwhile.
      if (O.isSome(kept) && kept.value !== staleId) return E.right({ id: kept.value, isOld: true });
      const { media, credentials } = order;
      await orElse(() => handles.forget(media.id, credentials.phoneNumberId), undefined, 'forgetting an upload');
      return upload(order);
    },
  };
};
