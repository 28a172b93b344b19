import { type MediaType } from '../../../domain/model/media/media-rules.js';
import { type MediaType__Output } from './gen/postcard/v1/MediaType.gen.js';

/** The contract's name of each media type. */
export const mediaTypeInProto = {
  image: 'MEDIA_TYPE_IMAGE',
  document: 'MEDIA_TYPE_DOCUMENT',
  video: 'MEDIA_TYPE_VIDEO',
  audio: 'MEDIA_TYPE_AUDIO',
} as const satisfies Record<MediaType, MediaType__Output>;

const names = new Map<unknown, string>(Object.entries(mediaTypeInProto).map(([name, inProto]) => [inProto, name]));

/**
 * The API's name of a media type. For a number that the contract does not know, that number as text; none if the field
 * is absent.
 */
export const mediaTypeName = (inProto: MediaType__Output | undefined): string | undefined =>
  inProto === undefined || inProto === 'MEDIA_TYPE_UNSPECIFIED' ? undefined : (names.get(inProto) ?? String(inProto));
