/** 32 random bytes in base64url, different at each call. */
export type RandomKey = () => string;
