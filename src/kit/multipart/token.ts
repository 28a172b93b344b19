/** A piece of a multipart body. Bytes lie in the chunks that were given, and must not be changed. */
export type Token =
  /** Bytes before the first delimiter. */
  | { readonly _tag: 'Preamble'; readonly bytes: Uint8Array }
  /** The head of a part as it was sent, a character each byte, its lines each with their CRLF. */
  | { readonly _tag: 'Head'; readonly text: string }
  /** Bytes of the part whose head came last. */
  | { readonly _tag: 'Content'; readonly bytes: Uint8Array }
  /** The part is whole. */
  | { readonly _tag: 'PartEnd' }
  /** Bytes behind the closing delimiter. */
  | { readonly _tag: 'Epilogue'; readonly bytes: Uint8Array };

/**
 * Why a body is not multipart. `Unclosed`: it ended before its closing delimiter. `StrayDelimiter`: a delimiter that
 * is followed by neither a line break nor two hyphens, or that stands in the head of a part or right behind it.
 */
export type MultipartFault = 'Unclosed' | 'StrayDelimiter' | 'HeadTooLarge';
