/** `host:port` where a server can be reached that listens at this host: a wildcard is no address to go to. */
export const reachableAddress = (host: string, port: number): string => {
  if (['0.0.0.0', '::', ''].includes(host)) return `localhost:${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
};

/** `http://host:port` where that server can be reached. */
export const reachableUrl = (host: string, port: number): string => `http://${reachableAddress(host, port)}`;
