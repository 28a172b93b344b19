/** What WhatsApp does with a file of a trait: the file is converted before it is sent, or its sender is warned. */
type TraitRule = { readonly convert: true } | { readonly warning: string };

/** Traits of files of the right format that WhatsApp does not show, or that Meta does not document. */
const traitRules = {
  png_16_bit: { convert: true },
  video_codec: {
    warning: 'The video may not be shown: WhatsApp documents only H.264, with AAC sound or none. Convert it.',
  },
} as const satisfies Record<string, TraitRule>;

export type Trait = keyof typeof traitRules;

/** Whether a picture has to be converted before WhatsApp shows it. */
export const isShownConverted = (traits: readonly Trait[]): boolean =>
  traits.some((trait) => 'convert' in traitRules[trait]);

/** A line for `meta.warnings` for each trait that Meta does not document. */
export const traitWarnings = (traits: readonly Trait[]): readonly string[] =>
  traits.flatMap((trait) => {
    const rule = traitRules[trait];
    return 'warning' in rule ? [rule.warning] : [];
  });
