import { type Notifications } from '../../../domain/ports/notifications.js';
import { changesIn } from './changes-in.js';
import { namesIn } from './names-in.js';
import { isSignedWith } from './webhook-signature.js';

/** The `Notifications` port for Meta's webhook bodies. */
export const whatsAppNotifications: Notifications = { namesIn, changesIn, isSignedWith };
