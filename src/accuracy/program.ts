/** What the script behind `npm run accuracy` needs, as one module that node can load. */
export { FAMILIES } from './registry.ts';
export { FRESH_SEEDS, replicate, replicationsOf } from './measure.ts';
export { decide, FAMILY_WISE_LEVEL, figureLevel, isTooWide, judge } from './judge.ts';
export { accuracyPage, figureLine } from './page.ts';
export { ENGINE_VERSION } from '../engine/version.ts';
