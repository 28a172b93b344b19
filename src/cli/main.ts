#!/usr/bin/env node
import { outliveReaders } from '../kit/process/outlive-readers.js';
import { reportOf } from './failures/report.js';
import { printDocument, say, timesPrinted } from './output.js';
import { makeProgram } from './program.js';

outliveReaders();
const program = makeProgram();
const printedBefore = timesPrinted();
try {
  await program.parseAsync();
} catch (error) {
  const { exitCode, said, document } = reportOf(error);
  const asJson = program.opts<{ json?: boolean }>().json === true;
  // What a command printed before it failed is its document.
  if (document !== null && asJson && timesPrinted() === printedBefore) printDocument(document);
  said.forEach(say);
  process.exitCode = exitCode;
}
