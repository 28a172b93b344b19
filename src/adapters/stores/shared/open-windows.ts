/** The windows of tokens that are open now, of which nothing is kept once they are over. */
export interface OpenWindows<A extends { readonly endsAt: number }> {
  readonly get: (tokenId: string) => A | undefined;
  readonly set: (tokenId: string, window: A) => void;
}

export const openWindows = <A extends { readonly endsAt: number }>(now: () => number): OpenWindows<A> => {
  // In the order in which they were set, which is nearly that of their ends: no window lasts longer than another.
  const windows = new Map<string, A>();
  const dropEnded = (): void => {
    for (const [tokenId, { endsAt }] of windows) {
      if (endsAt > now()) return;
      windows.delete(tokenId);
    }
  };
  return {
    get: (tokenId) => windows.get(tokenId),
    set: (tokenId, window) => {
      if (windows.get(tokenId)?.endsAt !== window.endsAt) windows.delete(tokenId);
      windows.set(tokenId, window);
      dropEnded();
    },
  };
};
