import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { readFormHead } from '../../../../../src/adapters/rest/body/multipart/form-head.js';

const read = (...lines: string[]) => readFormHead(lines.map((line) => `${line}\r\n`).join(''));
const disposition = (parameters: string): string => `Content-Disposition: form-data; ${parameters}`;

describe('the head of a part of a form', () => {
  const isField = (lines: readonly string[], name: string, charset: string | null = null): Chai.Assertion =>
    expect(read(...lines)).to.deep.equal(E.right({ _tag: 'Field', name, charset }));
  const isFile = (lines: readonly string[], fileName: string | null, name = 'f'): Chai.Assertion =>
    expect(read(...lines)).to.deep.equal(E.right({ _tag: 'File', name, fileName }));
  const isWrong = (lines: readonly string[], fault: string): Chai.Assertion =>
    expect(read(...lines)).to.deep.equal(E.left(fault));

  it('names a field and its charset', () => {
    isField([disposition('name="contact.email"')], 'contact.email');
    isField([disposition('name=a'), 'Content-Type: text/plain; charset="UTF-8"'], 'a', 'utf-8');
    isField([disposition('name=a'), 'Content-Type: text/plain; charset=ISO-8859-1;'], 'a', 'iso-8859-1');
    isField([disposition('name=a'), 'Content-Type: no type'], 'a');
    isField(['Content-Type: text/plain', disposition('name=a; filename=""')], 'a');
    isField([disposition('name=a'), 'Content-Type: application/octet-stream'], 'a');
    isField([disposition('name=a; filename=""'), 'Content-Type: application/octet-stream'], 'a');
  });

  it('names a file, which has a name or says that it is bytes', () => {
    isFile([disposition('name=f; filename="a \\"b\\".jpg"')], 'a "b".jpg');
    isFile([disposition('name=f; filename="C:\\dir\\a.jpg"')], 'C:\\dir\\a.jpg');
  });

  it('names a file without a name in the field for files alone', () => {
    const name = 'media_file';
    isFile([disposition(`name=${name}`), 'Content-Type: application/octet-stream'], '', name);
    isFile([disposition(`name=${name}; filename=""`), 'Content-Type: Application/Octet-Stream; a=b'], '', name);
    isFile([disposition(`name=${name}; filename=""`), 'Content-Type: image/png'], '', name);
    isFile([disposition(`name=${name}; filename*=""`)], '', name);
    isFile([disposition(`name=${name}`)], null, name);
    isFile([disposition(`name=${name}`), 'Content-Type: image/png'], null, name);
  });

  it('decodes a file name as it was meant, and never fails for one', () => {
    for (const [parameters, name] of [
      ['filename="\xe4.jpg"', 'ä.jpg'],
      ['filename=Rechnung%20M%C3%A4rz.pdf', 'Rechnung März.pdf'],
      ['filename="100%25 off; x.pdf"', '100%25 off; x.pdf'],
      ['filename="=?UTF-8?B?TcOkcnoucGRm?="', 'März.pdf'],
      ['filename=my holiday.jpg', 'my holiday.jpg'],
      ['filename="a "b".jpg";', 'a "b".jpg'],
      ['filename="a.jpg"; filename*="UTF-8\'\'%E6%97%A5.jpg"', '日.jpg'],
      ["filename*=UTF-8''%FF.jpg", 'ÿ.jpg'],
      ["filename*=UTF-8''%E", '%E'],
      ["filename*=ISO-8859-1''%E4.jpg", 'ä.jpg'],
      ['filename*=plain.jpg', 'plain.jpg'],
    ] as const)
      isFile([disposition(`name=f; ${parameters}`)], name);
  });

  it('cuts a name that decoding made longer than any use, since it was not sent so', () => {
    isFile([disposition(`name=f; filename="${'\xe4'.repeat(4_000)}.jpg"`)], `${'ä'.repeat(125)}.jpg`);
  });

  it('takes an extended file name before the plain one', () => {
    isFile([disposition("name=f; filename=a.jpg; filename*=UTF-8''%E6%97%A5.jpg")], '日.jpg');
    isFile([disposition("name=f; filename*=utf-8'en'a%20b")], 'a b');
  });

  it('leaves a file name that is longer than any use as it was sent', () => {
    isFile([disposition(`name=f; filename=${'a'.repeat(4_096)}`)], 'a'.repeat(4_096));
    isFile([disposition(`name=f; filename="${'\xc3\xa9'.repeat(2_048)}"`)], '\u00e9'.repeat(2_048));
    isFile([disposition(`name=f; filename="${'\xc3\xa9'.repeat(2_049)}"`)], '\xc3\xa9'.repeat(2_049));
    isFile([disposition(`name=f; filename*=UTF-8''${'%61'.repeat(1_363)}`)], 'a'.repeat(1_363));
    isFile([disposition(`name=f; filename*=UTF-8''${'%61'.repeat(1_364)}`)], `UTF-8''${'%61'.repeat(1_364)}`);
    isFile([disposition(`name=f; filename*=UTF-8''a; filename=${'a'.repeat(4_097)}`)], 'a'.repeat(4_097));
  });

  it('may be folded, and the first of two dispositions counts', () => {
    isField(['Content-Disposition:', ' form-data;', '\tname=a'], 'a');
    isField([disposition('name=a'), disposition('name=b; filename=x')], 'a');
    isWrong(['Content-Disposition: attachment', disposition('name=a')], 'has a boundary within a part');
  });

  it('must be that of a part of a form', () => {
    for (const lines of [[], ['X-A: b'], ['Content-Disposition: form-data-x; name=a'], ['Content-Disposition:']])
      isWrong(lines, 'has a boundary within a part');
  });

  it('must be readable', () => {
    for (const lines of [
      [disposition('name=a'), 'no colon'],
      [disposition('name=a'), 'X-A: \0'],
      [disposition('name="a')],
      [disposition('name=a; filename="b')],
    ])
      isWrong(lines, 'has a part that cannot be read');
  });

  it('tells a transfer encoding that changes the content, and no other', () => {
    for (const encoding of ['7bit', '8BIT', 'Binary', ''])
      isField([disposition('name=a'), `Content-Transfer-Encoding: ${encoding}`], 'a');
    for (const encoding of ['base64', 'Quoted-Printable', 'x-uuencode', '8bit; x', '8 bit'])
      expect(read(disposition('name=a'), `Content-Transfer-Encoding: ${encoding}`)).to.deep.equal(
        E.right({ _tag: 'Field', name: 'a', charset: null, encoding }),
      );
    expect(read(disposition('name=f; filename=b'), `Content-Transfer-Encoding: ${'\xff'.repeat(99)}`)).to.deep.equal(
      E.right({ _tag: 'File', name: 'f', fileName: 'b', encoding: '?'.repeat(40) }),
    );
  });

  it('is that of a field if it is a contact in JSON, as a browser names it', () => {
    const json = 'Content-Type: application/json';
    isField([disposition('name=contact; filename=blob'), json], 'contact');
    isField([disposition('name="contact"'), 'Content-Type: Application/JSON; charset=UTF-8'], 'contact', 'utf-8');
    isFile([disposition('name=f; filename=blob'), json], 'blob');
  });

  it('must have a name', () => {
    for (const parameters of ['name=""', 'filename=x', "name*=UTF-8''a"])
      isWrong([disposition(parameters)], 'must not have a field without a name');
    isWrong(['Content-Disposition: form-data'], 'must not have a field without a name');
  });

  it('must be UTF-8 in the names of its fields', () => {
    for (const parameters of ['name="\xff"', 'name="\xff"; filename=a'])
      isWrong([disposition(parameters)], 'is not UTF-8 text');
  });
});
