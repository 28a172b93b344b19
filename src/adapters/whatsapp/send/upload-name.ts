import { extensionOfType, type MediaType, type ServedType } from '../../../domain/model/media/media-rules.js';

/**
 * The file name of an uploaded part, `image.jpg`. The caller's name is not needed here: recipients see the `filename` of
 * the message. WhatsApp guesses the type from the extension, and `.opus` stands for audio/opus, which it refuses: what
 * is sent as Opus in Ogg is `.ogg`. A csv file is sent as text/plain, as `.txt`.
 */
export const uploadName = (mediaType: MediaType, type: ServedType): string => {
  const extension = extensionOfType(type);
  return `${mediaType}.${extension === 'opus' ? 'ogg' : extension}`;
};
