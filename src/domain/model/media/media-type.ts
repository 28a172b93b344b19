import { oneOf, type Rule } from '../field-rules.js';
import { type MediaType, mediaTypes } from './media-rules.js';

/** Reads the media type of a message, or of the messages to list. */
export const parseMediaType: Rule<MediaType> = oneOf(mediaTypes);
