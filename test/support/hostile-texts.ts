/**
 * What a text is made of that costs a careless parser more than its length: what it looks for, what it counts, what it
 * pairs, and what it must look ahead for.
 */
const pieces: readonly string[] = [
  ...[
    'a',
    '0',
    '1',
    '9',
    '-',
    '+',
    '.',
    '/',
    '\\',
    '_',
    '%',
    '&',
    '?',
    '#',
    ':',
    ';',
    '=',
    ',',
    '@',
    '*',
    '!',
    '~',
    '(',
  ],
  ...['"', "'", '<', '>', '[', ']', '{', '}', ' ', '\t', '\u00a0', '\u2003', '\u200b', '\ufeff', '\ufffd'],
  ...[
    '%41',
    '%C3%A9',
    '%ff',
    '%2F',
    '%CC%81%CC%96',
    'a.',
    '.a',
    'a/',
    '../',
    'a@',
    '@a.',
    '1,',
    '0-',
    '[0]',
    'a=',
    '&a=1',
  ],
  ...[
    '; ',
    ';a=',
    ';a="',
    '; a=b',
    ' ;',
    '=a',
    '"\\',
    '\\"',
    '", "',
    'W/"a",',
    'a, ',
    '127.0.0.1, ',
    '::1,',
    '1.',
    'bytes=0-1,',
  ],
  ...[
    '"id":"1",',
    '"id" ',
    '\\u0069',
    '{"a":',
    '[{',
    '["',
    '"a":1,',
    'null,',
    'Bearer ',
    'EAA',
    '\\u',
    'contact[',
    'a[b]',
  ],
  ...['<!--', '<!', '<a:', '<Default ', '&#x', '&amp', 'ContentType=', '--', '-->', '=?', '=?utf-8?q?', '=?a?b?c?= '],
  ...['\u00e9', '\u4f60', '\u{1f389}', '\u{1f468}\u200d\u{1f469}\u200d', '\u202e', '\u2066\u2069', '\u05d0a', '\u0660'],
  // Marks whose order normalizing has to change; letters that it takes apart, or puts together.
  ...[
    '\u0301\u0316',
    '\u0316\u0301\u0334',
    'e\u0301',
    '\ufb2c',
    '\u1100\u1161\u11a8',
    '\ufdfa',
    '\u0345\u0301\u0316\u0f39',
  ],
];

/** What stands at an end of a run, so that a match that began with the run fails there. */
const ends: readonly string[] = ['', 'x', '!', '"', '\u00a0x'];

/** A text of a given length that a parser may stumble over, and what it is made of. */
export interface HostileText {
  readonly name: string;
  readonly text: string;
}

/** Runs of one piece with one end or another, two runs behind each other, and a run within quotes: all of this length. */
export function* hostileTexts(length: number): Generator<HostileText> {
  for (const piece of pieces)
    for (const end of ends)
      yield { name: `${named(piece)} … ${named(end)}`, text: runOf(piece, length - end.length) + end };
  for (const piece of pieces) {
    yield { name: `"${named(piece)} …`, text: `"${runOf(piece, length - 1)}` };
    yield { name: `two runs, a and ${named(piece)}`, text: runOf('a', length / 2) + runOf(piece, length / 2) };
    yield { name: `two runs, ${named(piece)} and a blank`, text: runOf(piece, length / 2) + runOf(' ', length / 2) };
  }
  yield {
    name: 'marks of one class, then of a lower',
    text: runOf('\u0301', length / 2) + runOf('\u0316', length / 2),
  };
}

/** A piece over and over, cut at a length in UTF-16 units. */
const runOf = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, Math.floor(length));

const named = (text: string): string =>
  JSON.stringify(text).replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);
