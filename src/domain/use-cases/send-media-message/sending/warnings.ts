import { type With } from '../journey.js';

/** What a caller is told of a message that is sent: what of the request is not sent, and what its recipient may not see. */
export const warningsOf = ({ request: { fields }, media }: With<'request' | 'media'>): readonly string[] => [
  ...(fields.mediaType === 'audio' && fields.caption !== null ? [CAPTION_NOT_SENT] : []),
  ...media.warnings,
];

const CAPTION_NOT_SENT = 'caption was not sent: WhatsApp takes no caption with audio';
