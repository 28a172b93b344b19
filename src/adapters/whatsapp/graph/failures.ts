import { type SendFailure, type WhatsAppRefusal } from '../../../domain/model/message/send-outcome.js';
import { type Fault } from './post.js';

/** Certainly not sent, and a retry would fail too. */
export const lasting = (error: string, whatsapp: WhatsAppRefusal | null = null): SendFailure => ({
  error,
  outcome: 'not_sent',
  retryable: false,
  whatsapp,
});

/** Certainly not sent, and a later retry may succeed. */
export const notYet = (error: string, whatsapp: WhatsAppRefusal | null = null): SendFailure => ({
  error,
  outcome: 'not_sent',
  retryable: true,
  whatsapp,
});

/** The outcome is unknown, so the message must not be sent again. */
export const unknown = (what: string): SendFailure => ({
  error: `${what}; it is not known whether the message was sent. A status of WhatsApp may show it later.`,
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
});

/** No connection to WhatsApp: no byte of the message was sent. */
export const notReached = (fault: Fault): SendFailure => {
  switch (fault._tag) {
    case 'Leaving':
      return notYet('The service stopped before the message was handed to WhatsApp; send it again.');
    case 'Timeout':
    case 'Broken':
      return notYet('WhatsApp could not be reached; the message was not sent. Try again later.');
  }
};

/** The message was sent, at least in part, and no whole answer came. */
export const notAnswered = (fault: Fault): SendFailure => {
  switch (fault._tag) {
    case 'Leaving':
      return unknown('The service stopped before WhatsApp answered');
    case 'Timeout':
      return unknown('WhatsApp did not answer in time');
    case 'Broken':
      return unknown('The connection to WhatsApp broke before an answer came');
  }
};

/** The file did not reach WhatsApp whole, so no message can have been sent. */
export const notUploaded = (fault: Fault): SendFailure => {
  switch (fault._tag) {
    case 'Leaving':
      return notYet('The service stopped before the file was uploaded to WhatsApp; send it again.');
    case 'Timeout':
      return notYet('Uploading the file to WhatsApp took too long; the message was not sent. Try again later.');
    case 'Broken':
      return notYet('The file could not be uploaded to WhatsApp; the message was not sent. Try again later.');
  }
};

export const unreadable = notYet('The stored file could not be read; the message was not sent. Try again later.');

export const badToken = lasting(
  'The WhatsApp access token has characters that no token has; set it again with postcard account set --access-token.',
);

/** What a log may show of a failure. Meta's texts are left out, because they may repeat what was sent. */
export const loggedFailure = ({ outcome, retryable, whatsapp }: SendFailure): object => ({
  outcome,
  retryable,
  ...(whatsapp === null ? {} : { code: whatsapp.code, fbtraceId: whatsapp.fbtraceId }),
});
