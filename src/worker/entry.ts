import * as Comlink from 'comlink';
import { REPORT_VERSION } from '../engine/report.ts';
import { createRun } from '../engine/run.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import { snapshotTransfer } from './packed-snapshot.ts';
import { PROTOCOL_VERSION, type SessionApi } from './protocol.ts';
import { hostScheduler } from './scheduler.ts';
import { Session } from './session.ts';
import { studyRun } from './study.ts';

/** The worker: puts the engine behind the session protocol. Built as a module and as one classic script. */
const session = new Session({
  createRun,
  scheduler: hostScheduler(),
  hello: { protocolVersion: PROTOCOL_VERSION, engineVersion: ENGINE_VERSION, reportVersion: REPORT_VERSION },
});

const api: SessionApi = {
  hello: () => session.hello(),
  open: async (port) => session.open(port),
  load: (document, options) => session.load(document, options),
  play: () => session.play(),
  pause: () => session.pause(),
  step: () => session.step(),
  setSpeed: (speed) => session.setSpeed(speed),
  reset: () => session.reset(),
  seek: (atMs) => session.seek(atMs),
  runToEnd: () => session.runToEnd(),
  extend: (horizonMs) => session.extend(horizonMs),
  apply: (entry) => session.apply(entry),
  withdraw: (entryId) => session.withdraw(entryId),
  report: () => session.report(),
  snapshot: async () => {
    const snapshot = await session.snapshot();
    return Comlink.transfer(snapshot, snapshotTransfer(snapshot));
  },
  resume: (document, snapshot) => session.resume(document, snapshot),
  setDotBudget: (dots) => session.setDotBudget(dots),
  study: async (task) => studyRun(createRun, task),
};

Comlink.expose(api);
