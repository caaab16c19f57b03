import { readFileSync } from 'node:fs';
import process from 'node:process';
import { runSim } from './sim.ts';

// Whoever reads the output may stop early (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** The headless program: `npm run sim -- FILE`. */
process.exitCode = runSim(process.argv.slice(2), {
  readFile: (path) => readFileSync(path === '-' ? 0 : path, 'utf8'),
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
