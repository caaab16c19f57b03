import { type ClientHandlers, EngineClient, pageVisibility } from '../worker/client.ts';
import { hostScheduler } from '../worker/scheduler.ts';
import { browserStarter, fetchClassicText } from '../worker/worker-link.ts';

/** The engine's worker as one classic script, for hosts that cannot start module workers. */
export const CLASSIC_SCRIPT = 'engine/worker-classic.js';

/** The page's engine client. In a module of its own, so that it loads beside the first picture and not before it. */
export function startClient(handlers: ClientHandlers): EngineClient {
  return new EngineClient({
    startWorker: browserStarter(() => fetchClassicText(CLASSIC_SCRIPT)),
    scheduler: hostScheduler(),
    visibility: pageVisibility(),
    handlers,
  });
}
