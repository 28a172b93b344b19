import { itHoldsThrough } from '../smoke.js';

itHoldsThrough('other-paths');
