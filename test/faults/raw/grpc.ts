import { type Field } from './hpack.js';

export const paths = {
  getMessage: '/postcard.v1.MessageService/GetMessage',
  send: '/postcard.v1.MessageService/SendMediaMessage',
  check: '/grpc.health.v1.Health/Check',
  reflection: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
} as const;

/** The head of a call; without a token where none is given. */
export const callHead = (path: string, token: string | null = null): readonly Field[] => [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', path],
  [':authority', 'postcard'],
  ['content-type', 'application/grpc'],
  ['te', 'trailers'],
  ...(token === null ? [] : ([['authorization', `Bearer ${token}`]] as const)),
];

/** A message behind its length. `announced` is the length it claims. */
export const framed = (message: Buffer, announced = message.length): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(announced, 1);
  return Buffer.concat([head, message]);
};

const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(value >>> 7)]);

/** A field of bytes in protobuf. */
export const bytesField = (number: number, bytes: Buffer | string): Buffer => {
  const content = Buffer.from(bytes);
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(content.length)]), content]);
};

export const numberField = (number: number, value: number): Buffer =>
  Buffer.from([...varint(number * 8), ...varint(value)]);

/** `GetMessageRequest` for a message that is not there, filled up by a field that nobody knows. */
export const getMessage = (fill = 0): Buffer =>
  Buffer.concat([numberField(1, 2_000_000_000), ...(fill > 0 ? [bytesField(15, Buffer.alloc(fill, 'x'))] : [])]);

/** `ServerReflectionRequest` that asks for the file of a symbol, the largest answer there is. */
export const askForSymbol = (symbol = 'postcard.v1.MessageService'): Buffer => bytesField(4, symbol);

export const uploadMetadata = (phone: string, fileName: string): Buffer =>
  bytesField(1, Buffer.concat([bytesField(1, phone), numberField(2, 1), bytesField(4, fileName)]));

export const uploadChunk = (bytes: Buffer): Buffer => bytesField(2, bytes);

export const uploadEnd = (): Buffer => bytesField(3, '');

/** A picture as the messages of an upload, each chunk of exactly so many bytes. */
export const uploadOf = (phone: string, picture: Buffer, chunk: number): Buffer => {
  const parts = [framed(uploadMetadata(phone, 'load.jpg'))];
  for (let at = 0; at < picture.length; at += chunk) parts.push(framed(uploadChunk(picture.subarray(at, at + chunk))));
  parts.push(framed(uploadEnd()));
  return Buffer.concat(parts);
};
