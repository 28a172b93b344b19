import { createHash } from 'node:crypto';
import { type Digest } from '../../domain/ports/digest.js';

export const sha256: Digest = (text) => createHash('sha256').update(text).digest('hex');
