import { availableParallelism } from 'node:os';
import process from 'node:process';
import { poolSize, runInPool } from '../worker/pool.ts';
import { readBounded } from './read-bounded.ts';
import { runSim } from './sim.ts';
import { isStudyThread, serveStudies, startStudyThread } from './study-thread.ts';

// Whoever reads the output may stop early (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const cores = availableParallelism();

/** The headless program: `npm run sim -- FILE`. Its own threads are started from the same file. */
if (isStudyThread()) serveStudies();
else {
  process.exitCode = await runSim(process.argv.slice(2), {
    readFile: readBounded,
    print: (text) => process.stdout.write(text),
    complain: (text) => process.stderr.write(text),
    runTasks: (tasks, onResult) =>
      runInPool({ tasks, workers: poolSize(cores, tasks.length), start: () => startStudyThread(new URL(import.meta.url)), onResult }),
  });
}
