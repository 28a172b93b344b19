import {
  type Conflict,
  type FeatureLimitExceeded,
  type MediaRefused,
  type MissingConfig,
  type SendFailed,
} from '../domain/model/errors.js';

/** The facts of errors for programs, under the API's names. */
export type ConflictFacts = Conflict['details'];
export type LimitFacts = Pick<FeatureLimitExceeded, 'feature' | 'current' | 'maximum'>;
export type MediaFacts = Pick<MediaRefused, 'reason' | 'detected'>;
export type ConfigFacts = { readonly missing_config: MissingConfig['missing'] };
export type SendFacts = ReturnType<typeof sendFacts>;
export type ErrorFacts = ConflictFacts | LimitFacts | MediaFacts | ConfigFacts | SendFacts;

/** The facts of a failed send. A message's `error` has the same facts. */
export const sendFacts = ({ failure, chatMessageId, contactId }: Omit<SendFailed, '_tag'>) => ({
  error: failure.error,
  outcome: failure.outcome,
  retryable: failure.retryable,
  chat_message_id: chatMessageId,
  contact_id: contactId,
  ...(failure.whatsapp === null
    ? {}
    : {
        whatsapp: {
          code: failure.whatsapp.code,
          title: failure.whatsapp.title,
          details: failure.whatsapp.details,
          fbtrace_id: failure.whatsapp.fbtraceId,
        },
      }),
});
