import { oneLine, type Rule } from '../field-rules.js';

/**
 * The caller's own text of a message, such as an order number, which is never sent: at most 255 characters in one line
 * (SPEC 1.1).
 */
export const parseReference: Rule<string> = oneLine(255);
