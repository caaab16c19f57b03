import * as Comlink from 'comlink';
import type { Hello, SessionApi, StreamMessage } from './protocol.ts';

/** A started worker: commands go through `api`, stream messages come to `onMessage`. */
export interface WorkerLink {
  readonly api: SessionApi;
  readonly hello: Hello;
  /** Ends the worker at once, whatever it does. */
  terminate(): void;
}

/** Starts workers. The browser's one is `browserStarter`; tests have their own. */
export type WorkerStarter = (onMessage: (message: StreamMessage) => void) => Promise<WorkerLink>;

/** Answers to this are awaited before a worker counts as started. Wall milliseconds. */
const START_MS = 15_000;

/** Everything that belongs to a running worker. Held here, because a proxy that nobody holds may be collected in the
 *  middle of a call, and its answer is then lost. */
const held = new Set<object>();

/** Starts the engine's worker from its module; where that is impossible (a sandboxed frame, a page from disk, a browser
 *  without module workers), from the classic script that `classicText` gives, through a Blob. */
export function browserStarter(classicText: () => Promise<string>): WorkerStarter {
  return async (onMessage) => {
    try {
      return await connect(startModule(), onMessage);
    } catch (moduleError) {
      try {
        return await connect(startClassic(await classicText()), onMessage);
      } catch (classicError) {
        throw new Error(`The engine does not start: ${textOf(moduleError)}; ${textOf(classicError)}`, { cause: classicError });
      }
    }
  };
}

/** Fetches the classic script of an engine from the site. */
export async function fetchClassicText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}

function startModule(): Worker {
  return new Worker(new URL('./entry.ts', import.meta.url), { type: 'module', name: 'engine' });
}

function startClassic(text: string): Worker {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return new Worker(url, { name: 'engine' });
  } finally {
    // The worker's request was made when it was constructed; the address is not needed after its script ran, and a
    // worker that answers has run it. A timer is late enough and needs no answer.
    setTimeout(() => URL.revokeObjectURL(url), START_MS);
  }
}

async function connect(worker: Worker, onMessage: (message: StreamMessage) => void): Promise<WorkerLink> {
  const api = Comlink.wrap<SessionApi>(worker);
  const { port1, port2 } = new MessageChannel();
  const keep = { worker, api, port1 };
  held.add(keep);
  const terminate = (): void => {
    held.delete(keep);
    port1.onmessage = null;
    port1.close();
    worker.terminate();
  };
  try {
    const hello = await startedOrFailed(worker, api.hello());
    port1.onmessage = (event: MessageEvent<StreamMessage>) => onMessage(event.data);
    await api.open(Comlink.transfer(port2, [port2]));
    return { api: api as unknown as SessionApi, hello, terminate };
  } catch (error) {
    terminate();
    throw error;
  }
}

function startedOrFailed(worker: Worker, hello: Promise<Hello>): Promise<Hello> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the worker does not answer')), START_MS);
    worker.addEventListener('error', (event) => {
      clearTimeout(timer);
      reject(new Error(event.message ? event.message : 'the worker cannot be loaded'));
    });
    hello.then(
      (answer) => {
        clearTimeout(timer);
        resolve(answer);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
