/** One block of an event stream: an event, or only comments. */
export interface StreamBlock {
  readonly id: string | null;
  readonly event: string | null;
  /** Null in a block that tells no event. */
  readonly data: string | null;
}

/** How long a line may be, in characters. */
const LONGEST_LINE = 1_048_576;

/**
 * The blocks of an event stream (WHATWG HTML, 9.2), also those of comments alone, which show that it is alive. A block
 * that is not whole when the stream ends is left out. Throws at a line without an end.
 */
export async function* eventBlocks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<StreamBlock> {
  let lines: string[] = [];
  for await (const line of linesOf(bytes)) {
    if (line !== '') lines.push(line);
    else if (lines.length > 0) {
      yield blockOf(lines);
      lines = [];
    }
  }
}

const blockOf = (lines: readonly string[]): StreamBlock => {
  const values = (field: string): readonly string[] =>
    lines
      .filter((line) => line === field || line.startsWith(`${field}:`))
      .map((line) => line.slice(field.length + 1).replace(/^ /, ''));
  const data = values('data');
  return {
    id: values('id').at(-1) ?? null,
    event: values('event').at(-1) ?? null,
    data: data.length === 0 ? null : data.join('\n'),
  };
};

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be half of a line's end.
    const end = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + rest.slice(end);
    yield* lines;
    if (rest.length > LONGEST_LINE) throw new Error('a line of the stream is too long');
  }
}
