import { type UploadEnd__Output } from '../contract/gen/postcard/v1/UploadEnd.gen.js';
import { type MediaMessage__Output } from '../contract/gen/postcard/v1/MediaMessage.gen.js';
import { type MessageServiceDefinition } from '../contract/gen/postcard/v1/MessageService.gen.js';
import { type SendMediaMessageRequest__Output } from '../contract/gen/postcard/v1/SendMediaMessageRequest.gen.js';
import { isFaithful } from './faithful-text.js';
import { isCheap } from './metadata-size.js';

/** One message of an upload. */
export type UploadPart =
  | { readonly _tag: 'Metadata'; readonly metadata: MediaMessage__Output }
  | { readonly _tag: 'Chunk'; readonly bytes: Uint8Array }
  | { readonly _tag: 'End'; readonly end: UploadEnd__Output }
  /** It cannot be read; the message is read behind "body". */
  | { readonly _tag: 'Unreadable'; readonly message: string };

type Decode = MessageServiceDefinition['SendMediaMessage']['requestDeserialize'];

/**
 * Decodes a message of an upload. It never throws, because the library would answer INTERNAL for a fault of the caller.
 */
export const decodeUploadPart =
  (decode: Decode) =>
  (bytes: Buffer): UploadPart => {
    if (!isCheap(bytes)) return { _tag: 'Unreadable', message: 'has metadata that are too large' };
    try {
      return partOf(decode(bytes), bytes);
    } catch {
      return { _tag: 'Unreadable', message: 'has a message that is not a SendMediaMessageRequest' };
    }
  };

const partOf = ({ metadata, chunk, end }: SendMediaMessageRequest__Output, bytes: Buffer): UploadPart => {
  if (chunk !== undefined) return { _tag: 'Chunk', bytes: chunk };
  if (end !== undefined) return { _tag: 'End', end };
  if (metadata === undefined) return { _tag: 'Unreadable', message: 'has a message without metadata, chunk or end' };
  return isFaithful(metadata, bytes)
    ? { _tag: 'Metadata', metadata }
    : { _tag: 'Unreadable', message: 'has text that is not UTF-8' };
};
