/** The base of the Graph API: its origin, and the beginning of its paths. */
export interface GraphBase {
  readonly origin: string;
  readonly path: string;
}

/** Reads a base URL, which may have a path of its own (a gateway's), and the version. */
export const graphBase = (apiUrl: string, apiVersion: string): GraphBase => {
  const { origin, pathname } = new URL(apiUrl);
  return { origin, path: `${pathname.replace(/\/+$/, '')}/${encodeURIComponent(apiVersion)}` };
};

/** The path of an edge of a phone number. The id is always encoded as one segment, so `..` cannot leave the folder. */
export const edgePath = (base: GraphBase, phoneNumberId: string, edge: 'messages' | 'media'): string =>
  `${base.path}/${encodeURIComponent(phoneNumberId).replaceAll('.', '%2E')}/${edge}`;
