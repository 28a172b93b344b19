import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('listeners');
