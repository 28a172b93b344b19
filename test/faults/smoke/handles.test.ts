import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('handles');
