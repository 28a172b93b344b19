import { collectEarly } from './kit/process/collect-early.js';

collectEarly();
const { serve } = await import('./app/serve.js');
await serve(process.env);
