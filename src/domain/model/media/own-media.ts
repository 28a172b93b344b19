import { type MediaId } from './media-id.js';

/** A published file, as a media URL of this service names it. */
export interface OwnMedia {
  readonly id: MediaId;
  /** The last part of the path, decoded and cleaned; empty if nothing is left of it. It does not select the file. */
  readonly name: string;
}
