/** A part of a form as it is to be written; texts go out a byte each character. */
export interface WrittenPart {
  readonly head: readonly string[];
  readonly content: string | Uint8Array;
}

export const BOUNDARY = 'X-boundary-7f3a';

/** The bytes of text that holds UTF-8. */
export const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

export const fieldOf = (name: string, content: string): WrittenPart => ({
  head: [`Content-Disposition: form-data; name="${name}"`],
  content,
});

export const fileOf = (content: string | Uint8Array, name = 'holiday.jpg', field = 'media_file'): WrittenPart => ({
  head: [`Content-Disposition: form-data; name="${field}"; filename="${name}"`, 'Content-Type: image/jpeg'],
  content,
});

/** A multipart body, to the letter. */
export const writeForm = (parts: readonly WrittenPart[], boundary = BOUNDARY): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ head, content }) => [
      Buffer.from(`--${boundary}\r\n${head.join('\r\n')}\r\n\r\n`, 'latin1'),
      typeof content === 'string' ? Buffer.from(content, 'latin1') : content,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`, 'latin1'),
  ]);

export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
