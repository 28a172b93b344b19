import { type MediaType, type ServedType } from '../../../domain/model/media/media-rules.js';

/**
 * The extension from which the type that is sent would be guessed. `.opus` and `.csv` stand for audio/opus and text/csv,
 * which WhatsApp refuses: what is sent as Opus in Ogg is `.ogg`, and a csv file, which is sent as text/plain, is `.txt`.
 */
const extensions = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'text/plain': 'txt',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'audio/mpeg': 'mp3',
  'audio/ogg; codecs=opus': 'ogg',
  'audio/amr': 'amr',
  'audio/aac': 'aac',
} as const satisfies Record<ServedType, string>;

/**
 * The file name of an uploaded part, `image.jpg`. The caller's name is not needed here: recipients see the `filename` of
 * the message.
 */
export const uploadName = (mediaType: MediaType, type: ServedType): string => `${mediaType}.${extensions[type]}`;
