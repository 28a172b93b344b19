import { readdirSync } from 'node:fs';

/** How many files and sockets this process has open; Linux only. */
export const openFiles = (): number => readdirSync('/proc/self/fd').length;
