/** The kinds of media message the sandbox takes. */
export type MediaKind = 'image' | 'document' | 'video' | 'audio';

const MiB = 1_048_576;

type MediaRule = { label: string; limit: number; types: readonly string[] };

/**
 * What a message of each kind may carry: type and size in bytes, from Meta's "Supported media types".
 * Meta takes webp as a sticker only, and of ogg nothing but Opus, named so.
 */
const mediaRules: Record<MediaKind, MediaRule> = {
  image: { label: 'Image', limit: 5 * MiB, types: ['image/jpeg', 'image/png'] },
  document: {
    label: 'Document',
    limit: 100 * MiB,
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
  },
  video: { label: 'Video', limit: 16 * MiB, types: ['video/mp4', 'video/3gpp'] },
  audio: {
    label: 'Audio',
    limit: 16 * MiB,
    types: ['audio/ogg; codecs=opus', 'audio/mpeg', 'audio/amr', 'audio/mp4', 'audio/aac'],
  },
};

/** What `/media` takes, in the order in which Meta's refusal lists it. */
const uploadTypes = [
  'audio/aac',
  'audio/mp4',
  'audio/mpeg',
  'audio/amr',
  'audio/ogg',
  'audio/opus',
  'application/vnd.ms-powerpoint',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/pdf',
  'text/plain',
  'application/vnd.ms-excel',
  'image/jpeg',
  'image/png',
  'image/webp',
  'video/mp4',
  'video/3gpp',
] as const;

const uploadLimit = (type: string): number => {
  if (type === 'image/webp') return 500 * 1024;
  if (type.startsWith('image/')) return mediaRules.image.limit;
  if (type.startsWith('audio/') || type.startsWith('video/')) return mediaRules.audio.limit;
  return mediaRules.document.limit;
};

/** What Meta says of a file beyond a limit in bytes. */
export const tooLarge = (limit: number): string =>
  `Media file size too big. Max file size we currently support: ${String(limit / MiB)} MB.`;

/**
 * A media type in the one form in which types are compared here: lower case, no parameters, but for Opus in
 * ogg, whose parameter is part of what Meta takes.
 */
export const normaliseType = (header: string): string => {
  const [essence = '', ...parameters] = header.toLowerCase().split(';');
  const type = essence.trim();
  const opus = parameters.some((parameter) => /^\s*codecs\s*=\s*"?opus"?\s*$/.test(parameter));
  return type === 'audio/ogg' && opus ? 'audio/ogg; codecs=opus' : type;
};

/** Judges the type of an uploaded file by what `/media` takes: its limit in bytes, or Meta's refusal. */
export const judgeUpload = (type: string): { limit: number } | { refusal: string } => {
  const bare = normaliseType(type).split(';')[0] ?? '';
  return (uploadTypes as readonly string[]).includes(bare)
    ? { limit: uploadLimit(bare) }
    : {
        refusal:
          `Param file must be a file with one of the following types: ${uploadTypes.join(', ')}. ` +
          `Received file of type '${bare}'.`,
      };
};

/** Why a file may not go out as a message of this kind, in Meta's words; undefined where it may. */
export const refuseMedia = (kind: MediaKind, file: { type: string; size: number }): string | undefined => {
  const rule = mediaRules[kind];
  const type = normaliseType(file.type);
  if (!rule.types.includes(type)) {
    return `Unsupported ${rule.label} mime type ${type || 'unknown'}. Please use one of ${rule.types.join(', ')}.`;
  }
  if (file.size > rule.limit) return tooLarge(rule.limit);
  return file.size === 0 ? 'Media file is empty.' : undefined;
};

/** The size limit of a kind in bytes. */
export const limitOf = (kind: MediaKind): number => mediaRules[kind].limit;
