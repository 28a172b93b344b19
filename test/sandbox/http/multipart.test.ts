import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { parseForm } from '../../../src/sandbox/http/multipart.js';
import type { Exchange } from '../../../src/sandbox/http/exchange.js';
import { parameterError } from '../../../src/sandbox/meta/graph-error.js';

const BOUNDARY = 'b';
const refusal = parameterError('The parameter file is required.');

const field = (name: string, value: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, content: string, type = 'Content-Type: image/png\r\n'): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n${type}\r\n${content}\r\n`;
const END = `--${BOUNDARY}--\r\n`;

const requestOf = (body: string, contentType = `multipart/form-data; boundary=${BOUNDARY}`): Readable =>
  Object.assign(Readable.from(body.match(/[^]{1,1000}/g) ?? [], { objectMode: false }), {
    headers: { 'content-type': contentType },
  });

const parsed = async (req: Readable, take = true) => {
  const fields: [string, string][] = [];
  const files: [string, string][] = [];
  const result = await parseForm({ req: req as unknown as IncomingMessage } as Exchange, {
    field: (name, value) => fields.push([name, value]),
    file: async (stream, type) => {
      if (!take) return E.left(refusal);
      let content = '';
      for await (const bytes of stream) content += Buffer.from(bytes).toString();
      files.push([content, type]);
      return E.right(null);
    },
  });
  return { result, fields, files };
};

describe("the sandbox's reading of a form", () => {
  it('gives fields and the file, whatever stands around them', async () => {
    const body = `preamble\r\n${field('type', 'image/png')}${file('file', 'bytes')}${field('a', '')}${END}epilogue`;
    expect(await parsed(requestOf(body))).to.deep.equal({
      result: undefined,
      fields: [
        ['type', 'image/png'],
        ['a', ''],
      ],
      files: [['bytes', 'image/png']],
    });
  });

  it('takes one file, by its name, and passes over others', async () => {
    const body =
      file('other', 'no') + file('file', 'yes', 'Content-Type: audio/ogg; codecs=opus\r\n') + file('file', 'no');
    expect((await parsed(requestOf(body + END))).files).to.deep.equal([['yes', 'audio/ogg']]);
    expect((await parsed(requestOf(file('file', 'x', '') + END))).files).to.deep.equal([['x', 'text/plain']]);
  });

  it('looks at ten fields, and a kibibyte of each', async () => {
    const { fields } = await parsed(requestOf(field('a', 'x'.repeat(5_000)).repeat(12) + END));
    expect(fields).to.deep.equal(Array.from({ length: 10 }, () => ['a', 'x'.repeat(1_024)]));
  });

  it('answers a refused file at once, and leaves the rest of the body to be drained', async () => {
    const req = requestOf(file('file', 'x'.repeat(500_000)) + END);
    expect((await parsed(req, false)).result).to.equal(refusal);
    expect(req.destroyed).to.equal(false);
    req.resume();
    await once(req, 'end');
  });

  for (const [what, req] of [
    ['no boundary', () => requestOf(END, 'multipart/form-data')],
    ['no end', () => requestOf(field('a', 'b'))],
    ['a cut file', () => requestOf(file('file', 'x').slice(0, -3))],
    ['a head that cannot be read', () => requestOf(`--${BOUNDARY}\r\nno colon\r\n\r\nx\r\n${END}`)],
    ['a part of something else', () => requestOf(`--${BOUNDARY}\r\nA: b\r\n\r\nx\r\n${END}`)],
  ] as const)
    it(`rejects a body with ${what}`, async () => {
      expect(await parsed(req()).catch((error: unknown) => error)).to.be.instanceOf(Error);
    });

  it('rejects a request that is cut', async () => {
    const req = requestOf(file('file', 'x'.repeat(100_000)));
    const reading = parsed(req).catch((error: unknown) => error);
    setImmediate(() => req.destroy());
    expect(await reading).to.be.instanceOf(Error);
  });
});
