import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type Checked, missing, wrong } from './field-faults.js';
import { type Rule } from './field-rules.js';
import { type GivenFields } from './given-fields.js';

/** The members of a JSON body, as they were written. Without a body there are none. */
export type GivenMembers = ReadonlyMap<string, unknown>;

/** The same as fields, for rules that a body shares with a form: blank text and null are as good as absent there. */
export const givenIn = (members: GivenMembers): GivenFields =>
  new Map([...members].map(([name, value]) => [name, [value]]));

/** A rule for the value of a member. Left: what to do about it; the sentence begins with the member's name. */
export type MemberRule<A> = (value: unknown) => E.Either<string, A>;

/** How many unknown names are told. A body of 64 KiB may have thousands. */
const MOST_TOLD = 30;

/** A fault for each member, or query parameter, that is not among these names. */
export const onlyKnown = (given: ReadonlyMap<string, unknown>, known: readonly string[]): Checked<undefined> => {
  const unknown = [...given.keys()].filter((name) => !known.includes(name));
  return unknown.length === 0
    ? E.right(undefined)
    : E.left(
        unknown.slice(0, MOST_TOLD).map((name) => wrong(name, `is not known here; ${insteadOf(known)}leave it out`)),
      );
};

const insteadOf = (names: readonly string[]): string => (names.length === 0 ? '' : `use ${names.join(', ')}, or `);

/** Reads a member that may be absent: undefined then. Null goes to the rule. */
export const optionalMember =
  (given: GivenMembers) =>
  <A>(name: string, rule: MemberRule<A>): Checked<A | undefined> =>
    given.has(name) ? checked(name, rule(given.get(name))) : E.right(undefined);

/** Reads a member that must be there. */
export const requiredMember =
  (given: GivenMembers) =>
  <A>(name: string, rule: MemberRule<A>): Checked<A> =>
    given.has(name) ? checked(name, rule(given.get(name))) : E.left([missing(name, 'is required')]);

const checked = <A>(name: string, result: E.Either<string, A>): Checked<A> =>
  E.mapLeft((what: string) => [wrong(name, what)])(result);

/** Null, or a value of this rule. */
export const orNull =
  <A>(rule: MemberRule<A>): MemberRule<A | null> =>
  (value) =>
    value === null ? E.right(null) : rule(value);

/** A text, trimmed, by a rule for texts. */
export const textMember =
  <A>(rule: Rule<A>): MemberRule<A> =>
  (value) => {
    if (typeof value !== 'string') return E.left('must be text');
    const text = value.trim();
    return /\p{Cs}/u.test(text) ? E.left('must be well-formed Unicode') : rule(text);
  };

export const booleanMember: MemberRule<boolean> = (value) =>
  typeof value === 'boolean' ? E.right(value) : E.left('must be true or false');

/** A list without doubles, each item by a rule. Left: what is wrong with the first wrong item. */
export const listMember =
  <A>(item: MemberRule<A>): MemberRule<readonly A[]> =>
  (value) => {
    if (!Array.isArray(value)) return E.left('must be a list');
    return pipe(
      value as readonly unknown[],
      E.traverseArray(item),
      E.filterOrElse(
        (items) => new Set(items).size === items.length,
        () => 'must not name one twice',
      ),
    );
  };
