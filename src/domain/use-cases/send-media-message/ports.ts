import { type MediaUrlOf } from '../../model/media/served-url.js';
import { type Clock } from '../../ports/clock.js';
import { type Contacts } from '../../ports/contacts.js';
import { type MediaConverter } from '../../ports/media-converter.js';
import { type MediaDownloader } from '../../ports/media-downloader.js';
import { type MediaInspector } from '../../ports/media-inspector.js';
import { type MediaStorage } from '../../ports/media-storage.js';
import { type Messages } from '../../ports/messages.js';
import { type RandomKey } from '../../ports/random-key.js';
import { type SendingLine } from '../../ports/sending-line.js';
import { type WhatsApp } from '../../ports/whatsapp.js';
import { type AdmitPorts } from '../admit.js';

/** Everything that sending a media message uses. Each step names the part that it needs. */
export interface SendMediaPorts extends AdmitPorts {
  readonly contacts: Contacts;
  readonly messages: Messages;
  readonly media: MediaStorage;
  readonly inspector: MediaInspector;
  readonly converter: MediaConverter;
  readonly downloader: MediaDownloader;
  readonly line: SendingLine;
  readonly whatsapp: WhatsApp;
  readonly clock: Clock;
  readonly randomKey: RandomKey;
  readonly mediaUrl: MediaUrlOf;
}
