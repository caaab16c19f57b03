import { buildCliIfStale, CLI_PROGRAM } from './build.mjs';
import { runNode } from './tools.mjs';

/** `npm run sim -- FILE [options]`: runs a document without a browser. */
await buildCliIfStale();
process.exitCode = await runNode([CLI_PROGRAM, ...process.argv.slice(2)]);
