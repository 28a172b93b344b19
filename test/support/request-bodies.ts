/** A request body and the header that goes with it. */
export interface Body {
  readonly headers: { readonly 'content-type': string };
  readonly body: Buffer;
}

export interface FileContent {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const jsonBody = (value: unknown): Body => ({
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
});

export const urlencodedBody = (fields: Readonly<Record<string, unknown>>): Body => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: Buffer.from(
    new URLSearchParams(
      Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString(),
  ),
});

/** Fields first, then the file, as browsers and curl send them. */
export const multipartBody = async (fields: Readonly<Record<string, unknown>>, file?: FileContent): Promise<Body> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  if (file !== undefined) form.append('media_file', new Blob([file.bytes]), file.name);
  const response = new Response(form);
  return {
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
    body: Buffer.from(await response.arrayBuffer()),
  };
};
