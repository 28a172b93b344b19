import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('hung-disk');
