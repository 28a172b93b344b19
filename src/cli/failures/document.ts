import { randomUUID } from 'node:crypto';
import { type ErrorCode } from '../../api/error-codes.js';

/** The error body of the API (SPEC 7). Its request is this run of the command. */
export const failureDocument = (code: ErrorCode, message: string, details: object | null = null): object => ({
  success: false,
  error: { code, message, ...(details === null ? {} : { details }) },
  meta: { request_id: randomUUID(), timestamp: new Date().toISOString() },
});
