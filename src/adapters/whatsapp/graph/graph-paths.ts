/** Where the Graph API lives: its origin, and the path that its paths begin with. */
export interface GraphBase {
  readonly origin: string;
  readonly path: string;
}

/** Reads a base URL, which may have a path of its own (a gateway's), and the version. */
export const graphBase = (apiUrl: string, apiVersion: string): GraphBase => {
  const { origin, pathname } = new URL(apiUrl);
  return { origin, path: `${pathname.replace(/\/+$/, '')}/${encodeURIComponent(apiVersion)}` };
};

/** The path of an edge of a phone number. The id is one segment whatever it holds: `..` must not climb. */
export const edgePath = (base: GraphBase, phoneNumberId: string, edge: 'messages' | 'media'): string =>
  `${base.path}/${encodeURIComponent(phoneNumberId).replaceAll('.', '%2E')}/${edge}`;
