/** What stands before a part's content. */
export interface PartHead {
  /** The charset that the part's own `Content-Type` names, in lower case. */
  readonly charset: string | null;
  /** `filename*` as written (RFC 8187): charset, language and percent-encoded name. */
  readonly extendedName: string | null;
}

/** Looks at a multipart body as it passes by. */
export interface PartHeads {
  /** Looks at the next bytes, before the parser sees them. Answers what is wrong with the body, or null. */
  readonly pass: (chunk: Buffer) => string | null;
  /** The head of the next part that the parser tells of. */
  readonly next: () => PartHead | undefined;
  /** Whether the closing boundary has passed. */
  readonly isClosed: () => boolean;
  /** Whether heads have passed of which the parser has told nothing. */
  readonly isLeftover: () => boolean;
}

/** How many parts a request may have. */
const MAX_PARTS = 40;
const MAX_HEAD = 16 * 1_024;
const CR = 13;
const STRAY = 'has a boundary within a part';

/**
 * The parser ends a file wherever the delimiter appears, drops what follows if it is no part, and calls that a
 * success: a file that holds the delimiter would be cut and sent. So each delimiter must be a real one: the first
 * at the very start, each followed by a part of form-data or by the end, and nothing after the end.
 */
export const watchPartHeads = (boundary: string): PartHeads => {
  const line = `\r\n--${boundary}`;
  const delimiter = Buffer.from(line, 'latin1');
  const heads: PartHead[] = [];
  let state: 'start' | 'content' | 'delimiter' | 'head' | 'end' = 'start';
  // How much of a delimiter the last bytes are. The body begins a line, and so does what follows a head.
  let matched = 2;
  let passed = 0;
  let text = '';
  let parts = 0;

  /** Where the next delimiter ends; -1 where it does not end in this chunk. */
  const endOfDelimiter = (chunk: Buffer, from: number): number => {
    if (matched > 0) {
      const length = Math.min(delimiter.length - matched, chunk.length - from);
      const goesOn = chunk.compare(delimiter, matched, matched + length, from, from + length) === 0;
      matched = goesOn ? matched + length : 0;
      if (matched === delimiter.length) return endMatch(from + length);
      if (goesOn) return -1;
    }
    const found = chunk.indexOf(delimiter, from);
    if (found !== -1) return endMatch(found + delimiter.length);
    // A boundary holds no CR, so only the last one can begin a delimiter that goes on in the next chunk.
    const last = chunk.lastIndexOf(CR);
    const rest = chunk.length - last;
    if (last >= from && rest < delimiter.length && chunk.compare(delimiter, 0, rest, last) === 0) matched = rest;
    return -1;
  };

  const endMatch = (end: number): number => {
    matched = 0;
    text = '';
    return end;
  };

  const beginPart = (): string | null => {
    parts += 1;
    state = 'head';
    return parts > MAX_PARTS ? `must have at most ${MAX_PARTS} parts` : null;
  };

  const endHead = (): string | null => {
    const head = text.includes(line) ? null : readHead(text);
    state = 'content';
    matched = 2;
    passed = 0;
    if (head === null) return STRAY;
    heads.push(head);
    return null;
  };

  const step = (chunk: Buffer, from: number): number | string => {
    switch (state) {
      case 'start':
      case 'content': {
        const end = endOfDelimiter(chunk, from);
        passed += (end === -1 ? chunk.length : end) - from;
        // 2 where the delimiter, so far, begins with the line break before this content; 0 where it opens it.
        const before = (end === -1 ? matched : delimiter.length) - passed;
        if (state === 'start' && before !== 2 && before !== 0) return 'does not begin with its boundary';
        if (end === -1) return chunk.length;
        if (state === 'content' && before === 2) return STRAY;
        state = 'delimiter';
        return end;
      }
      case 'delimiter': {
        text += String.fromCharCode(chunk[from] ?? 0);
        if (text === '--') state = 'end';
        else if (text === '\r\n') return beginPart() ?? from + 1;
        else if (text !== '-' && text !== '\r') return STRAY;
        return from + 1;
      }
      case 'head': {
        const before = text.length;
        text += chunk.toString('latin1', from, from + 1_024);
        const end = text.indexOf('\r\n\r\n', Math.max(0, before - 3));
        if (end === -1)
          return text.length > MAX_HEAD ? 'has a part with too large a head' : from + text.length - before;
        text = text.slice(0, end + 2);
        return endHead() ?? from + end + 4 - before;
      }
      case 'end':
        return /[^\r\n\t ]/.test(chunk.toString('latin1', from)) ? 'goes on after its closing boundary' : chunk.length;
    }
  };

  return {
    pass: (chunk) => {
      let at = 0;
      while (at < chunk.length) {
        const next = step(chunk, at);
        if (typeof next === 'string') return next;
        at = next;
      }
      return null;
    },
    next: () => heads.shift(),
    isClosed: () => state === 'end',
    isLeftover: () => heads.length > 0,
  };
};

/** Null where it is not the head of a part of form-data. */
const readHead = (text: string): PartHead | null => {
  const lines = text.replace(/\r\n[ \t]+/g, ' ');
  const disposition = /\r\ncontent-disposition:[ \t]*form-data[ \t]*(;[^\r\n]*)?\r\n/i.exec(lines);
  if (disposition === null) return null;
  const contentType = /\r\ncontent-type:[^\r\n]*;[ \t]*charset="?([^\s";]+)/i.exec(lines);
  const extended = /;[ \t]*filename\*=([^\s;]+)/i.exec(disposition[1] ?? '');
  return { charset: contentType?.[1]?.toLowerCase() ?? null, extendedName: extended?.[1] ?? null };
};
