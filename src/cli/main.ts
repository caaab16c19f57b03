import process from 'node:process';
import { readBounded } from './read-bounded.ts';
import { runSim } from './sim.ts';

// Whoever reads the output may stop early (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** The headless program: `npm run sim -- FILE`. */
process.exitCode = runSim(process.argv.slice(2), {
  readFile: readBounded,
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
