/** What may stand in the place of an id and is none, neither a number nor a user id. */
export const oddIds: readonly unknown[] = [
  undefined,
  null,
  '',
  14_155_550_123,
  true,
  {},
  { $ne: null },
  [],
  ['US.13491208655302741918'],
  'a b',
  `US.${'1'.repeat(158)}`,
  '1'.repeat(10_240),
  `US.${'a'.repeat(10_240)}`,
  'é',
  'US.1\n',
  '\u0000',
];

/** User ids in forms that Meta has not documented. They count in the place of a user id, and nowhere else. */
export const undocumentedIds: readonly string[] = [
  'us.1',
  'US.',
  'USA.1',
  'US.a-b_c',
  'US.1.2',
  `US.${'1'.repeat(129)}`,
  `US.${'1'.repeat(157)}`,
  '+',
  '__proto__',
];

/** The same for parent ids. */
export const undocumentedParentIds: readonly string[] = ['US.ENT.', 'US.ENT.a-b', `US.ENT.${'1'.repeat(153)}`];
