/** Why the guard let nothing out. For logs: a caller who learns which of them it was can map a network. */
export type Refusal =
  | { readonly _tag: 'UrlRefused'; readonly why: string }
  | { readonly _tag: 'PortRefused'; readonly host: string; readonly port: number }
  | { readonly _tag: 'HostRefused'; readonly host: string; readonly why: string }
  | { readonly _tag: 'AddressRefused'; readonly host: string; readonly address: string; readonly range: string }
  | { readonly _tag: 'Unresolvable'; readonly host: string; readonly why: string }
  | { readonly _tag: 'NoConnection'; readonly host: string; readonly attempts: readonly string[] };

/** A refusal in one sentence. */
export const refusalText = (refusal: Refusal): string => {
  switch (refusal._tag) {
    case 'UrlRefused':
      return `the URL is refused: ${refusal.why}`;
    case 'PortRefused':
      return `port ${refusal.port} of ${refusal.host} is not allowed`;
    case 'HostRefused':
      return `the host ${refusal.host} is refused: ${refusal.why}`;
    case 'AddressRefused':
      return `the address ${refusal.address} of ${refusal.host} is refused: ${refusal.range}`;
    case 'Unresolvable':
      return `${refusal.host} cannot be resolved: ${refusal.why}`;
    case 'NoConnection':
      return `no connection to ${refusal.host}: ${refusal.attempts.join('; ')}`;
  }
};

/** A refusal as what a connection attempt rejects with. */
export class OutgoingRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusalText(refusal));
    this.name = 'OutgoingRefused';
    this.refusal = refusal;
  }
}
