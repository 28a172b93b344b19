import { type Option } from 'fp-ts/lib/Option.js';
import { type MediaUrl } from '../../model/media/media-url.js';
import { type OwnMedia } from '../../model/media/own-media.js';
import { type MediaUrlOf } from '../../model/media/served-url.js';
import { type Clock } from '../../ports/clock.js';
import { type ConsentRecords } from '../../ports/consent-records.js';
import { type Hmac } from '../../model/hmac.js';
import { type Contacts } from '../../ports/contacts.js';
import { type MediaConverter } from '../../ports/media-converter.js';
import { type MediaDownloader } from '../../ports/media-downloader.js';
import { type MediaInspector } from '../../ports/media-inspector.js';
import { type MediaStorage } from '../../ports/media-storage.js';
import { type Messages } from '../../ports/messages.js';
import { type RandomKey } from '../../ports/random-key.js';
import { type SendingLine } from '../../ports/sending-line.js';
import { type WhatsApp } from '../../ports/whatsapp.js';
import { type RecordHealth } from '../account/record-health.js';
import { type AdmitPorts } from '../admit.js';

/** Everything that sending a media message uses. Each step names the part that it needs. */
export interface SendMediaPorts extends AdmitPorts {
  readonly recordHealth: RecordHealth;
  readonly contacts: Contacts;
  readonly consents: Pick<ConsentRecords, 'of' | 'join' | 'isKnown'>;
  readonly hmac: Hmac;
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
  /** The file that a URL names if it is one that `mediaUrl` makes, however it is written; none for any other URL. */
  readonly ownMedia: (url: MediaUrl) => Option<OwnMedia>;
}
