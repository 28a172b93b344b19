import * as E from 'fp-ts/lib/Either.js';
import { type Rule } from '../field-rules.js';
import { isMediaType, type MediaType, mediaTypes } from './media-rules.js';

/** Reads the media type of a message, or of the messages to list. */
export const parseMediaType: Rule<MediaType> = (text) =>
  isMediaType(text) ? E.right(text) : E.left(`must be one of ${mediaTypes.join(', ')}`);
