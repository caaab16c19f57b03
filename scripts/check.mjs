import { CHECK_STAGES, conclude, runStages } from './stages.mjs';

/** `npm run check`: types, lint, import rules and unit tests. */
conclude(await runStages(CHECK_STAGES));
