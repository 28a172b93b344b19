import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('torn-copies');
