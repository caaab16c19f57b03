import type { ClientHandlers, EngineClient } from '../../worker/client.ts';
import { idleDetector } from '../idle.ts';
import { attempt, part } from '../parts.ts';
import { runFeed } from '../run-feed.ts';
import { useRun } from '../run-store.ts';
import { strings } from '../strings.ts';
import { useView } from '../view-store.ts';

/** The way to the engine: it is started once, and everything that is asked of it goes through here. */

let client: Promise<EngineClient> | undefined;
let listeners: ClientHandlers;

const clientMaker = part(() => import('../engine-client.ts'));

/** Says who hears what the engine tells, and sets it on its way. */
export function connectEngine(handlers: ClientHandlers): void {
  listeners = handlers;
  void engine().catch(() => undefined);
}

/** The client, once it is loaded. Commands wait for it in the order in which they were given. */
export function engine(): Promise<EngineClient> {
  client ??= clientMaker().then(
    ({ startClient }) => startClient(listeners),
    (reason: unknown) => {
      client = undefined;
      throw reason;
    },
  );
  return client;
}

/** Gives the engine work; a failure is told to the reader. */
export function command(work: (engine: EngineClient) => Promise<unknown>): void {
  idleDetector.track(attempt(async () => work(await engine()))).catch(tellFailure);
}

/** Tells the reader what went wrong in the engine. */
export function tellFailure(reason: unknown): void {
  if (isStopped(reason)) return;
  useView.getState().tell({ text: strings.engineFailed(textOf(reason)), isProblem: true });
}

/** Whether the worker was ended while it was asked: it tells so itself. */
export function isStopped(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'EngineStoppedError';
}

/** What went wrong, in words. */
export function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** Version of the engine that computes here: what a link's results stand for. */
export async function engineVersion(): Promise<number> {
  return (await (await engine()).hello()).engineVersion;
}

let isAsking = false;

/** Brings the figures of the whole run up to date. Nothing is asked while an answer is still on its way. */
export async function refreshReport(): Promise<void> {
  if (isAsking || runFeed.frame === undefined || useRun.getState().engine === 'stuck') return;
  isAsking = true;
  try {
    useRun.setState({ report: await (await engine()).report() });
  } catch (reason) {
    tellFailure(reason);
  } finally {
    isAsking = false;
  }
}
