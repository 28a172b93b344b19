import { type SendFailure, type WhatsAppRefusal } from '../../../domain/model/message/send-outcome.js';
import { type Fault } from './post.js';

/** Certainly not sent, and the same again would fail again. */
export const lasting = (error: string, whatsapp: WhatsAppRefusal | null = null): SendFailure => ({
  error,
  outcome: 'not_sent',
  retryable: false,
  whatsapp,
});

/** Certainly not sent, and a later try may pass. */
export const notYet = (error: string, whatsapp: WhatsAppRefusal | null = null): SendFailure => ({
  error,
  outcome: 'not_sent',
  retryable: true,
  whatsapp,
});

/** Whether the message was sent is not known, so it must not be sent again. */
export const unknown = (what: string): SendFailure => ({
  error: `${what}; whether the message was sent is not known, and a status of WhatsApp may tell.`,
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
});

/** No connection to WhatsApp: nothing was handed over. */
export const notReached = (fault: Fault): SendFailure => {
  switch (fault._tag) {
    case 'Leaving':
      return notYet('The service stopped before the message was handed to WhatsApp; send it again.');
    case 'Timeout':
    case 'Broken':
      return notYet('WhatsApp could not be reached; the message was not sent. Try again later.');
  }
};

/** The message was handed over, or was about to be, and no answer came. */
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

/** A file that did not arrive whole at WhatsApp: no message can have been sent. */
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
  'The WhatsApp access token holds characters that no token has; set it anew with postcard account set --access-token.',
);

/** What a log may show of a failure: nothing that Meta wrote, since it may repeat what it was sent. */
export const loggedFailure = ({ outcome, retryable, whatsapp }: SendFailure): object => ({
  outcome,
  retryable,
  ...(whatsapp === null ? {} : { code: whatsapp.code, fbtraceId: whatsapp.fbtraceId }),
});
