/**
 * What else a file of the right format is that matters to WhatsApp. Source: Meta, "Supported media types": pictures of
 * 8 bits in RGB or RGBA; H.264 video with one AAC sound track or none; Opus in mono.
 */
export type Trait =
  | { readonly _tag: 'PngOf16Bits' }
  /** CMYK, YCCK, or whatever else is neither grey nor of three colours. */
  | { readonly _tag: 'JpegInCmyk' }
  | { readonly _tag: 'JpegOf12Bits' }
  /** Lossless, arithmetic or hierarchical: no decoder of a phone knows these. */
  | { readonly _tag: 'JpegOfRareProcess' }
  /** `codec` is the four letters that the file names it by, or `null` if they cannot be shown. */
  | { readonly _tag: 'VideoCodec'; readonly codec: string | null }
  | { readonly _tag: 'SoundCodec'; readonly codec: string | null }
  | { readonly _tag: 'SeveralSoundTracks' }
  | { readonly _tag: 'OpusChannels'; readonly count: number };

/** What follows: the picture is converted before it is sent, or the sender reads a warning. */
type Rule<A extends Trait> = 'convert' | ((trait: A) => string);

const rules: { readonly [K in Trait['_tag']]: Rule<Extract<Trait, { _tag: K }>> } = {
  PngOf16Bits: 'convert',
  JpegInCmyk: 'convert',
  JpegOf12Bits: 'convert',
  JpegOfRareProcess: 'convert',
  VideoCodec: ({ codec }) =>
    `The video codec is ${named(codec, videoNames)}, and WhatsApp documents only H.264: some phones may not play it. ` +
    'Send it as H.264.',
  SoundCodec: ({ codec }) =>
    `The sound of the video is ${named(codec, soundNames)}, and WhatsApp documents only AAC: some phones may not play ` +
    'it. Send it with AAC sound or none.',
  SeveralSoundTracks: () =>
    'The video has more than one sound track, and WhatsApp documents one or none: some phones may not play it. Send it ' +
    'with one.',
  OpusChannels: ({ count }) =>
    `The Opus sound has ${count} channels, and WhatsApp documents only mono: some phones may not play it. Send it in ` +
    'mono.',
};

/** Names that people know, by the codes of files (MP4 registration authority). */
const videoNames: ReadonlyMap<string, string> = new Map([
  ['hvc1', 'HEVC'],
  ['hev1', 'HEVC'],
  ['dvh1', 'Dolby Vision'],
  ['dvhe', 'Dolby Vision'],
  ['av01', 'AV1'],
  ['vp08', 'VP8'],
  ['vp09', 'VP9'],
  ['mp4v', 'MPEG-4 Visual'],
  ['s263', 'H.263'],
  ['encv', 'encrypted'],
]);
const soundNames: ReadonlyMap<string, string> = new Map([
  ['mp4a', 'not AAC'],
  ['samr', 'AMR'],
  ['sawb', 'AMR-WB'],
  ['ac-3', 'Dolby Digital'],
  ['ec-3', 'Dolby Digital Plus'],
  ['Opus', 'Opus'],
  ['alac', 'Apple Lossless'],
  ['fLaC', 'FLAC'],
  ['enca', 'encrypted'],
]);

const named = (codec: string | null, names: ReadonlyMap<string, string>): string => {
  if (codec === null) return 'unknown';
  const name = names.get(codec);
  return name === undefined ? codec : `${name} (${codec})`;
};

const ruleOf = <A extends Trait>(trait: A): Rule<A> => rules[trait._tag] as Rule<A>;

/** Whether a picture has to be converted before WhatsApp shows it. */
export const isShownConverted = (traits: readonly Trait[]): boolean =>
  traits.some((trait) => ruleOf(trait) === 'convert');

/** A line for `meta.warnings` for each trait that Meta does not document. */
export const traitWarnings = (traits: readonly Trait[]): readonly string[] =>
  traits.flatMap((trait) => {
    const rule = ruleOf(trait);
    return rule === 'convert' ? [] : [rule(trait)];
  });
