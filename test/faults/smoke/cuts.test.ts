import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('cuts');
