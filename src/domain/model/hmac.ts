/** HMAC-SHA256 of a text's UTF-8 under a key in base64url, in base64url. */
export type Hmac = (key: string, text: string) => string;
