/** A file of a colour profile is a header, a table of tags, and the tags. (ICC.1:2001-04, 6) */
const HEADER = 128;

/**
 * A profile of inks in the places of cyan, magenta, yellow and black, of which the first is as red as can be and every
 * other one black: colours that no picture has by chance.
 */
export const oddInks = (): Buffer => {
  const table = inkTable();
  const profile = Buffer.alloc(HEADER + 4 + 12 + table.length);
  profile.writeUInt32BE(profile.length, 0);
  profile.writeUInt32BE(0x0240_0000, 8);
  profile.write('prtrCMYKLab ', 12, 'latin1');
  profile.write('acsp', 36, 'latin1');
  // The white of D50, in 16.16.
  [0xf6d6, 0x1_0000, 0xd32d].forEach((value, at) => profile.writeUInt32BE(value, 68 + 4 * at));
  profile.writeUInt32BE(1, HEADER);
  profile.write('A2B0', HEADER + 4, 'latin1');
  profile.writeUInt32BE(HEADER + 16, HEADER + 8);
  profile.writeUInt32BE(table.length, HEADER + 12);
  table.copy(profile, HEADER + 16);
  return profile;
};

const WHITE = [255, 128, 128];
const RED = [138, 209, 198];
const BLACK = [0, 128, 128];

/** From four inks, each there or not, to L, a and b of 8 bits. (ICC.1:2001-04, 6.5.8) */
const inkTable = (): Buffer => {
  const head = Buffer.alloc(48);
  head.write('mft1', 0, 'latin1');
  head.set([4, 3, 2], 8);
  // The unit matrix, in 16.16.
  for (const at of [0, 4, 8]) head.writeUInt32BE(0x1_0000, 12 + 4 * at);
  const straight = Array.from({ length: 256 }, (_, at) => at);
  const colours = Array.from({ length: 16 }, (_, inks) => (inks === 0 ? WHITE : inks === 8 ? RED : BLACK)).flat();
  const times = (count: number): number[] => Array.from({ length: count }, () => straight).flat();
  return Buffer.concat([head, Buffer.from(times(4)), Buffer.from(colours), Buffer.from(times(3))]);
};
