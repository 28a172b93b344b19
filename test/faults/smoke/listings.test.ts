import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('listings');
