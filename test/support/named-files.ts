import { gzipSync } from 'node:zlib';
import { file, type OriginRoute, redirect } from './origin.js';
import { sample } from './samples.js';

const pdf = sample('pdf');
const stored = 'binary/octet-stream';

/** Files as servers of the world offer them: what they are called stands in the path, in a header, or nowhere. */
export const namedFiles: Readonly<Record<string, OriginRoute>> = {
  '/download.php?id=5': file(pdf, 'application/octet-stream', {
    'content-disposition': 'attachment; filename="invoice.pdf";',
  }),
  '/download.php?id=6': file(pdf, 'application/x-pdf'),
  '/blob/5f0c': file(pdf, stored),
  '/blob/picture': file(sample('png'), stored),
  '/blob/text': file(sample('txt'), stored),
  '/report.v2': file(pdf, stored),
  '/moved.pdf': redirect('/blob/5f0c'),
  '/typed': file(pdf, 'Application/PDF; charset=binary'),
  '/list': file(sample('csv'), 'application/csv'),
  '/aws.pdf': file(pdf, stored, { 'content-encoding': 'aws-chunked' }),
  '/gzip.pdf': file(pdf, stored, { 'content-encoding': 'gzip' }),
  '/packed.pdf': file(gzipSync(pdf), stored, { 'content-encoding': 'gzip' }),
};
