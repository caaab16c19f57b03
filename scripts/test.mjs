import { beginFullReport, writeFullReport } from './full-report.mjs';
import { BROWSER_STAGES, CHECK_STAGES, conclude, FULL_STAGES, runStages } from './stages.mjs';

/** `npm test`: the checks, the build, and the browser tests. With `--full`, every test runs as many times as
 * the project ever asks for, the engine runs in every JavaScript host (`docs/parity.md`), and the result is written to
 * `docs/test-full.md`. */
const isFull = process.argv.includes('--full');
const stages = [...CHECK_STAGES, ...BROWSER_STAGES, ...(isFull ? FULL_STAGES : [])];
if (isFull) {
  process.env['BROWNOUT_FULL'] = '1';
  beginFullReport();
}
conclude(await runStages(stages, isFull ? (results) => writeFullReport(results, stages.length) : undefined));
