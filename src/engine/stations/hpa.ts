import { type Core, NOW, SCALER_COLUMNS } from '../core.ts';
import {
  BUSY_AREA, CHANNEL_COLUMNS, COMPONENT_COLUMNS, LAG, LINK_COLUMNS, QUEUE_LENGTH, READY, UNACKNOWLEDGED, WORKERS, WORKERS_AREA,
  WORKING, WORKING_AREA,
} from '../measure/columns.ts';
import { busyWorkers } from '../measure/warm-up.ts';
import {
  COMPONENT_PARAMETER_COLUMNS, MIN_REPLICAS, SCALE_BY_QUEUE, SCALE_BY_WORK, SCALE_DOWN_SHARE, SCALE_DOWN_WINDOW, SCALE_UP_REPLICAS,
  SCALE_UP_SHARE, SCALING_METRIC, SCALING_QUEUE, SCALING_TARGET, SCALING_TOLERANCE,
} from '../parameters.ts';
import { SEEN_BUSY, SEEN_WORK, SEEN_WORKERS, WANTED } from './station-state.ts';
import { OUT_BITS } from './station-word.ts';

/**
 * How many replicas a component should have, by the rule of Kubernetes' HorizontalPodAutoscaler (and KEDA, which feeds it
 * the length of queues). Rules RES11 and RES180 to RES186 of `docs/spec/resilience-stations.md`.
 */

/** The number of replicas that there should be now, behaviour and bounds included. */
export function recommend(core: Core, component: number): number {
  const wanted = core.scalerState[component * SCALER_COLUMNS + WANTED];
  const asked = rule(core, component, wanted);
  return bounded(core, component, stabilized(core, component, asked, wanted), wanted);
}

function rule(core: Core, component: number, wanted: number): number {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const metric = core.componentParameters[row + SCALING_METRIC];
  if (metric === SCALE_BY_QUEUE) return byQueue(core, component, wanted);
  const share = shareSinceLastLook(core, component, metric === SCALE_BY_WORK);
  const ready = readyReplicas(core, component);
  if (share < 0 || ready === 0) return wanted;
  const ratio = share / core.componentParameters[row + SCALING_TARGET];
  const tolerance = core.componentParameters[row + SCALING_TOLERANCE];
  const starting = wanted - ready;
  if (starting <= 0 || ratio <= 1) return Math.abs(ratio - 1) <= tolerance ? wanted : up(ratio * ready);
  // Those that are starting count as idle; if that alone is enough, nothing changes.
  const damped = (ratio * ready) / wanted;
  return damped <= 1 + tolerance ? wanted : up(damped * wanted);
}

/** Rounds up, but not for a rounding error. */
function up(replicas: number): number {
  return Math.ceil(replicas - 1e-9);
}

function byQueue(core: Core, component: number, wanted: number): number {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const waiting = waitingFor(core, component);
  const asked = up(waiting / core.componentParameters[row + SCALING_QUEUE]);
  // From none one is started first; its measure then asks for the others.
  if (wanted === 0) return waiting > 0 ? 1 : 0;
  const ratio = waiting / (wanted * core.componentParameters[row + SCALING_QUEUE]);
  return Math.abs(ratio - 1) <= core.componentParameters[row + SCALING_TOLERANCE] ? wanted : asked;
}

/** Requests that wait for a component or are in work there: in its lines, in its queues, and in its logs. */
function waitingFor(core: Core, component: number): number {
  const { network, linkMeasures } = core;
  let waiting = core.componentMeasures[component * COMPONENT_COLUMNS + QUEUE_LENGTH] + busyWorkers(core, component);
  for (let link = 0; link < network.linkCount; link++) {
    const channel = network.linkChannel[link];
    if (network.linkTo[link] !== component || channel < 0) continue;
    if (network.channelIsLog[channel]) waiting += Math.max(0, linkMeasures[link * LINK_COLUMNS + LAG] - linkMeasures[link * LINK_COLUMNS + UNACKNOWLEDGED]);
    else waiting += core.channelMeasures[channel * CHANNEL_COLUMNS + READY];
  }
  return waiting;
}

function readyReplicas(core: Core, component: number): number {
  const { firstStation, replicaCount } = core.network;
  let ready = 0;
  for (let replica = 0; replica < replicaCount[component]; replica++) {
    if (!(core.stationWord[firstStation[component] + replica] & OUT_BITS)) ready++;
  }
  return ready;
}

/** Share of the workers' time since the last look that was spent on work, or that they were busy, waiting for replies
 *  included; -1 when there were no workers. */
function shareSinceLastLook(core: Core, component: number, isWork: boolean): number {
  const now = core.clock[NOW];
  const scaler = component * SCALER_COLUMNS;
  const measures = component * COMPONENT_COLUMNS;
  const { componentMeasures, scalerState } = core;
  const work = componentMeasures[measures + WORKING_AREA] + now * componentMeasures[measures + WORKING];
  const busy = componentMeasures[measures + BUSY_AREA] + now * busyWorkers(core, component);
  const workers = componentMeasures[measures + WORKERS_AREA] + now * componentMeasures[measures + WORKERS];
  const used = isWork ? work - scalerState[scaler + SEEN_WORK] : busy - scalerState[scaler + SEEN_BUSY];
  const had = workers - scalerState[scaler + SEEN_WORKERS];
  scalerState[scaler + SEEN_WORK] = work;
  scalerState[scaler + SEEN_BUSY] = busy;
  scalerState[scaler + SEEN_WORKERS] = workers;
  return had > 0 ? used / had : -1;
}

/** Going down, the highest number recommended within the window counts. */
function stabilized(core: Core, component: number, asked: number, wanted: number): number {
  const start = core.network.recommendationStart[component];
  const most = core.network.replicaCount[component];
  const now = core.clock[NOW];
  const since = now - core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + SCALE_DOWN_WINDOW];
  const kept = Math.max(0, Math.min(most, asked));
  core.recommendedAt[start + kept] = now;
  if (kept >= wanted) return kept;
  let highest = kept;
  for (let replicas = kept + 1; replicas <= most; replicas++) if (core.recommendedAt[start + replicas] >= since) highest = replicas;
  return Math.min(wanted, highest);
}

/** At each look so many replicas, or such a share, may come or go; and never fewer or more than the bounds. */
function bounded(core: Core, component: number, asked: number, wanted: number): number {
  const row = component * COMPONENT_PARAMETER_COLUMNS;
  const { componentParameters } = core;
  const most = Math.max(wanted + componentParameters[row + SCALE_UP_REPLICAS], up(wanted * (1 + componentParameters[row + SCALE_UP_SHARE])));
  const least = Math.floor(wanted * (1 - componentParameters[row + SCALE_DOWN_SHARE]) + 1e-9);
  const allowed = Math.max(least, Math.min(most, asked));
  return Math.max(componentParameters[row + MIN_REPLICAS], Math.min(core.network.replicaCount[component], allowed));
}

