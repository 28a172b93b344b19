/** What a client asked for. */
export interface Call {
  /** Goes out as the caption, so that every side can be asked about this call. */
  readonly id: string;
  readonly key: string | null;
  /** Digits; null if the recipient is named by user id alone. */
  readonly phone: string | null;
  readonly userId: string | null;
  readonly mediaType: 'image' | 'document';
  readonly fileName: string;
  readonly bytes: Buffer;
  /** Lower-case hex of the bytes. */
  readonly sha256: string;
}

/** What a client knows of its call. */
export type Answer =
  /** Success: the promise that SAFETY X1 speaks of. */
  | {
      readonly _tag: 'Acknowledged';
      readonly chatMessageId: number;
      readonly messageId: string;
      readonly mediaUrl: string;
      readonly replayed: boolean;
    }
  | {
      readonly _tag: 'Refused';
      readonly status: number;
      readonly code: string;
      /** Of a send that failed; null for any other refusal. */
      readonly outcome: 'not_sent' | 'unknown' | null;
      /** Whether the caller is told when to come again. */
      readonly saysWhen: boolean;
    }
  /** No answer, or not all of one. */
  | { readonly _tag: 'Cut'; readonly cause: string };

/** A call with every answer it got: more than one where it was repeated under its key. */
export interface Entry {
  readonly call: Call;
  readonly answers: readonly Answer[];
}

/** All that the clients of a run know. */
export interface Journal {
  readonly begin: (call: Call) => void;
  readonly answered: (call: Call, answer: Answer) => void;
  readonly entries: () => readonly Entry[];
  readonly byId: (id: string) => Entry | undefined;
}

export const makeJournal = (): Journal => {
  const entries = new Map<string, { readonly call: Call; readonly answers: Answer[] }>();
  return {
    begin: (call) => {
      // A call repeated under its key stays one entry.
      if (!entries.has(call.id)) entries.set(call.id, { call, answers: [] });
    },
    answered: ({ id }, answer) => void entries.get(id)?.answers.push(answer),
    entries: () => [...entries.values()],
    byId: (id) => entries.get(id),
  };
};

/** The answer that promised something, if there was one. */
export const acknowledgement = ({ answers }: Entry) => answers.find((answer) => answer._tag === 'Acknowledged');
