import { randomBytes } from 'node:crypto';

/** The file of a form, as its part says. */
export interface FormFile {
  /** The name of the field. */
  readonly name: string;
  readonly filename: string;
  readonly type: string;
  readonly sizeBytes: number;
}

/** What stands around the bytes of a file in a `multipart/form-data` body (RFC 7578). */
export interface MultipartForm {
  /** `Content-Type`, and `Content-Length` in bytes. */
  readonly headers: Readonly<Record<string, string>>;
  readonly head: Buffer;
  readonly tail: Buffer;
}

/** A form of some fields and one file, whose bytes go between `head` and `tail`. */
export const multipartForm = (fields: Readonly<Record<string, string>>, file: FormFile): MultipartForm => {
  const boundary = `postcard-${randomBytes(16).toString('hex')}`;
  const head = Buffer.from(
    Object.entries(fields)
      .map(([name, value]) => `--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`)
      .join('') +
      `--${boundary}\r\n${disposition(file.name)}; filename="${escaped(file.filename)}"\r\n` +
      `Content-Type: ${file.type}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + file.sizeBytes + tail.length),
    },
    head,
    tail,
  };
};

const disposition = (name: string): string => `Content-Disposition: form-data; name="${escaped(name)}"`;

/** As browsers escape a name (WHATWG HTML, multipart/form-data encoding algorithm). */
const escaped = (name: string): string => name.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');
