import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('walks');
