import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { parseContactDetails } from '../../../src/domain/model/contact/contact-fields.js';
import { manyLines, oneLine, optionalIds, parseEmail } from '../../../src/domain/model/field-rules.js';
import { givenFields, unreadable, type WrittenField } from '../../../src/domain/model/given-fields.js';

const CONTROLS = ['\0', '\u0001', '\b', '\t', '\n', '\v', '\u001b', '\u007f', '\u0085', '\u009f'];

describe('a field of one line', () => {
  it('has no control characters', () => {
    for (const control of CONTROLS)
      expect(oneLine(255)(`Ada${control}L`), JSON.stringify(control)).to.deep.equal(
        E.left('must not have control characters'),
      );
  });

  it('has whatever else stands in names', () => {
    for (const name of ['Zoë', "O'Neil", '王 小明', 'علي‌رضا', 'e\u0301', '🎉', '\u200fדוד', 'a'.repeat(255)])
      expect(oneLine(255)(name)).to.deep.equal(E.right(name));
    expect(oneLine(3)('😀😀😀')).to.deep.equal(E.right('😀😀😀'));
    expect(oneLine(3)('abcd')).to.deep.equal(E.left('must have at most 3 characters'));
  });
});

describe('a field of many lines', () => {
  it('keeps line feeds, tabs and marks, and has no NUL', () => {
    for (const text of ['a\nb', 'a\r\n\tb', 'a\u001b\u0085b', '\u202eRTL\u202c'])
      expect(manyLines(1_024)(text)).to.deep.equal(E.right(text));
    expect(manyLines(1_024)('a\0b')).to.deep.equal(E.left('must not have a NUL character'));
  });
});

describe('an e-mail address', () => {
  it('has nothing that is not shown', () => {
    for (const sign of [...CONTROLS, '\u200b', '\u00ad', '\u202e', '\ufeff', '\u2060'])
      for (const text of [`a${sign}d@example.com`, `ada@exam${sign}ple.com`, `ada@example.com${sign}`])
        expect(parseEmail(text), JSON.stringify(text)).to.deep.equal(
          E.left('must not have control characters or invisible ones'),
        );
  });

  it('is taken in any script, with up to 191 characters', () => {
    const longest = `${'ü'.repeat(179)}@example.com`;
    for (const text of ['ada@example.com', 'o’neil+x@sub.example.co.uk', '用户@例子.公司', longest])
      expect(parseEmail(text)).to.deep.equal(E.right(text));
    expect(E.isLeft(parseEmail(`a${longest}`))).to.equal(true);
    for (const text of ['ada', 'a@b', 'a@b@c.d', 'a b@c.d', 'a@b..c', '@b.c', 'a@b\u00a0.c', 'a,b@c.d'])
      expect(E.isLeft(parseEmail(text)), text).to.equal(true);
  });
});

describe('a field of ids', () => {
  const idsOf = (...fields: Omit<WrittenField, 'name'>[]) =>
    optionalIds(givenFields(fields.map((field) => ({ name: 'groups', ...field }))))('groups');
  const item = (spelling: string, value: unknown, index: string | null = null) => ({
    value,
    list: { spelling, index },
  });
  const NO_IDS = 'groups must be ids separated by commas, like 1,2, or a list of them';
  const faults = (message: string) => E.left([{ field: 'groups', message, missing: false, inline: false }]);

  it('is a text of them, or a list', () => {
    for (const value of ['2, 1,2', [1, 2], ['1', '2'], ['2', 1, ''], ['1,2'], [' 2 ', '1']])
      expect(idsOf({ value }), JSON.stringify(value)).to.deep.equal(E.right([1, 2]));
    expect(idsOf({ value: 7 })).to.deep.equal(E.right([7]));
  });

  it('is absent where it is empty', () => {
    for (const value of ['', ' ', null, [], [''], [' ', '']]) expect(idsOf({ value })).to.deep.equal(E.right([]));
    expect(idsOf()).to.deep.equal(E.right([]));
    expect(idsOf({ value: [] }, { value: '1' })).to.deep.equal(E.right([1]));
  });

  it('may come item by item, in one spelling', () => {
    expect(idsOf(item('g[]', '2'), item('g[]', '1'))).to.deep.equal(E.right([1, 2]));
    expect(idsOf(item('g[#]', '2', '0'), item('g[#]', '1', '1'))).to.deep.equal(E.right([1, 2]));
    expect(idsOf(item('g[]', [1, 2]), item('g[]', 3))).to.deep.equal(E.right([1, 2, 3]));
    const twice = faults('groups must be given only once');
    expect(idsOf(item('g[]', '1'), item('g[#]', '2', '0'))).to.deep.equal(twice);
    expect(idsOf(item('g[]', '1'), item('h[]', '2'))).to.deep.equal(twice);
    expect(idsOf(item('g[]', '1'), { value: '2' })).to.deep.equal(twice);
    expect(idsOf(item('g[#]', '1', '0'), item('g[#]', '2', '0'))).to.deep.equal(twice);
    expect(idsOf({ value: '1' }, { value: '2' })).to.deep.equal(twice);
  });

  it('has ids only', () => {
    for (const value of ['x', [0], [1.5], ['1;2'], [true], [null], [[1]], [{}], {}, { 0: 1 }, ['1', 'x'], [1e21]])
      expect(idsOf({ value }), JSON.stringify(value)).to.deep.equal(faults(NO_IDS));
    expect(idsOf(item('g[]', unreadable('is odd')))).to.deep.equal(faults('groups is odd'));
  });
});

describe('a field that its door could not read', () => {
  it('is told in the words of the door, and nothing that a caller writes looks like it', () => {
    const read = parseContactDetails(
      givenFields([
        { name: 'firstname', value: unreadable('is odd') },
        { name: 'lastname', value: JSON.parse('{"unreadable":"x"}') as unknown },
      ]),
      '',
    );
    expect(E.isLeft(read) ? read.left.map(({ message }) => message) : []).to.deep.equal([
      'firstname is odd',
      'lastname must be text',
    ]);
  });
});
