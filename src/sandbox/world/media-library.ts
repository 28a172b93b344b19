import type { Blob, BlobStore } from './blob-store.js';
import { newMediaId } from '../meta/ids.js';

/** A file uploaded to `/media`, with the file name of its part. Its id belongs to the phone number it was uploaded for. */
export type Media = {
  id: string;
  phoneNumberId: string;
  type: string;
  name: string | null;
  blob: Blob;
  uploadedAt: number;
};

/** Uploaded media by id, for 30 days, as Meta keeps them. */
export type MediaLibrary = {
  add(phoneNumberId: string, file: Pick<Media, 'type' | 'name' | 'blob'>): Media;
  /** The media of that id; with a phone number id, only where it is that number's. */
  get(id: string, phoneNumberId?: string): Media | undefined;
  remove(media: Media): void;
};

const LIFETIME_MS = 30 * 24 * 3_600_000;
const CAPACITY = 10_000;

/** An empty library; the oldest media leave beyond 10 000. `now` in milliseconds since 1970. */
export const makeMediaLibrary = (blobs: BlobStore, now: () => number): MediaLibrary => {
  const library = new Map<string, Media>();
  const remove = (media: Media): void => {
    if (library.delete(media.id)) blobs.release(media.blob);
  };
  return {
    add: (phoneNumberId, { type, name, blob }) => {
      const media = { id: newMediaId(), phoneNumberId, type, name, blob, uploadedAt: now() };
      library.set(media.id, media);
      for (const oldest of library.values()) {
        if (library.size <= CAPACITY && now() - oldest.uploadedAt < LIFETIME_MS) break;
        remove(oldest);
      }
      return media;
    },
    get: (id, phoneNumberId) => {
      const media = library.get(id);
      if (media === undefined || now() - media.uploadedAt >= LIFETIME_MS) return undefined;
      return phoneNumberId === undefined || phoneNumberId === media.phoneNumberId ? media : undefined;
    },
    remove,
  };
};
