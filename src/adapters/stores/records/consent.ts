import { type Consent } from '../../../domain/model/contact/consent.js';
import { instant, nullable, strict } from './codecs.js';

export const consentRecord = strict<Consent>('consent', { saidAt: instant, optedOutAt: nullable(instant) });
