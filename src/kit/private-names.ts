/** Top-level labels that stand for private networks (RFC 6761, RFC 6762, and ICANN's reserved `internal`). */
const PRIVATE_NETWORKS = ['local', 'internal', 'localhost'];

/** Further ones that the public DNS does not resolve: RFC 2606, 6761, 7686, 9476, 8375, and what routers make up. */
const UNRESOLVED = ['test', 'example', 'invalid', 'onion', 'alt', 'arpa', 'lan', 'home', 'corp', 'intranet', 'private'];

/** Whether a top-level label stands for a private network: a name under it may lead into one's own. */
export const isPrivateNetwork = (label: string): boolean => PRIVATE_NETWORKS.includes(label);

/** Whether the public DNS may resolve names under a top-level label. A number is none: it ends an address. */
export const isPublicTopLevel = (label: string): boolean =>
  !isPrivateNetwork(label) && !UNRESOLVED.includes(label) && !/^\d+$/.test(label);
