import { BUCKETS } from '../../base/histogram.ts';
import { COMPONENT_ROWS, type Core, LINK_ROWS, SOURCE_ROWS, SUM_COLUMNS } from '../core.ts';
import { isDown } from '../load/closed-loop.ts';
import { baseRate, factorIn, isBursty, isClosed, phaseFactor } from '../load/rate.ts';
import { COMPONENT_COLUMNS, LINK_COLUMNS, SOURCE_COLUMNS } from '../measure/columns.ts';
import { CACHE, LINK_SALT_WORDS, SALT_ARRIVAL, SALT_CHILD, SALT_PROBABILITY, SALT_SERVICE, SALT_WORDS, SYNC } from '../network.ts';
import {
  ARRIVALS, COMPONENT_PARAMETER_COLUMNS, CONSTANT_ARRIVALS, FAILURE_RATIO, LINK_PARAMETER_COLUMNS,
} from '../parameters.ts';

/**
 * Where the state of each station, link and source stands in the fixed part of the core, so that the plain path reaches
 * all of it through two views, and whether each is plain now. Derived from network and state; nothing here is state.
 */

/** Words of a row of each table. */
export const ROW = 16;
/** 1 when the row's station, link or source has nothing unusual about it. */
export const IS_PLAIN = 0;

// Words of a row of `stations`. What an `_AT` leads to is a double (D) or a word (W) of the fixed part.
/** D: first measure of the component. */
export const MEASURES_AT = 1;
/** D: first parameter of the component. */
export const PARAMETERS_AT = 2;
/** W: the first histogram. */
export const HISTOGRAM_AT = 3;
/** D: the sums of the first histogram. */
export const SUMS_AT = 4;
/** W: the station's word, workers, busy ones, line, and jobs inside. */
export const WORD_AT = 5;
export const SERVERS_AT = 6;
export const BUSY_AT = 7;
export const HEAD_AT = 8;
export const TAIL_AT = 9;
export const LENGTH_AT = 10;
export const INSIDE_AT = 11;
/** D: by what services are stretched. */
export const SLOW_AT = 12;
/** First step of what is done with every job. */
export const START = 13;
/** Salt of service times; also of a source's arrivals. */
export const SALT_0 = 14;
export const SALT_1 = 15;

// Words of a row of `links`, besides the first four.
/** W: lane of the timeout plus one. */
export const LANE_AT = 5;
/** W: replicas of the callee that are given work. */
export const REPLICAS_AT = 6;
/** The callee's first station. */
export const CALLEE = 7;
/** Salt of the keys of calls. */
export const CHILD_SALT = 8;
/** W: whose turn it is among the callee's replicas. */
export const TURN_AT = 9;
/** Salt of the draws that choose who uses a connection that only a share of requests uses. */
export const SHARE_SALT_0 = 10;
export const SHARE_SALT_1 = 11;

// Words of a row of `sources`, besides the first four and the salt.
/** D: first measure of the source. */
export const SOURCE_AT = 5;
/** W: number of the next request. */
export const NEXT_AT = 6;
/** D: hazard left, and since when. */
export const HAZARD_AT = 7;
export const FROM_AT = 8;
/** The client's only station. */
export const STATION = 9;
/** 1 when arrivals come at constant intervals. */
export const IS_CONSTANT = 10;

/** The tables, and the views that they lead into. */
export class PlainTables {
  declare readonly stations: Int32Array;
  declare readonly links: Int32Array;
  declare readonly sources: Int32Array;
  /** Requests per millisecond of each plain source. */
  declare readonly rates: Float64Array;
  /** The fixed part of the core. */
  declare words: Int32Array;
  declare doubles: Float64Array;
  declare private readonly core: Core;
  declare private readonly isOpen: boolean;

  constructor(core: Core, isOpen: boolean) {
    const { stationCount, linkCount, sourceCount } = core.network;
    this.core = core;
    this.isOpen = isOpen;
    this.follow();
    this.stations = new Int32Array(stationCount * ROW);
    this.links = new Int32Array(linkCount * ROW);
    this.sources = new Int32Array(sourceCount * ROW);
    this.rates = new Float64Array(sourceCount);
    for (let station = 0; station < stationCount; station++) this.placeStation(station);
    for (let link = 0; link < linkCount; link++) this.placeLink(link);
    for (let source = 0; source < sourceCount; source++) this.placeSource(source);
    this.renew();
  }

  /** To be called when the fixed part has moved. */
  follow(): void {
    const { buffer, byteOffset, length } = this.core.fixed;
    this.words = new Int32Array(buffer, byteOffset, length / 4);
    this.doubles = new Float64Array(buffer, byteOffset, length / 8);
  }

  private placeStation(station: number): void {
    const { core, stations } = this;
    const { network } = core;
    const component = network.stationComponent[station];
    const row = station * ROW;
    this.placeComponent(stations, row, component);
    stations[row + HISTOGRAM_AT] = wordAt(core.histograms) + component * COMPONENT_ROWS * BUCKETS;
    stations[row + SUMS_AT] = doubleAt(core.histogramSums) + component * COMPONENT_ROWS * SUM_COLUMNS;
    stations[row + WORD_AT] = wordAt(core.stationWord) + station;
    stations[row + SERVERS_AT] = wordAt(core.servers) + station;
    stations[row + BUSY_AT] = wordAt(core.busy) + station;
    stations[row + HEAD_AT] = wordAt(core.queueHead) + station;
    stations[row + TAIL_AT] = wordAt(core.queueTail) + station;
    stations[row + LENGTH_AT] = wordAt(core.queueLength) + station;
    stations[row + INSIDE_AT] = wordAt(core.inStation) + station;
    stations[row + SLOW_AT] = doubleAt(core.slow) + station;
    stations[row + START] = network.programStart[component * network.classCount];
    stations[row + SALT_0] = network.componentSalts[component * SALT_WORDS + SALT_SERVICE];
    stations[row + SALT_1] = network.componentSalts[component * SALT_WORDS + SALT_SERVICE + 1];
  }

  private placeComponent(table: Int32Array, row: number, component: number): void {
    table[row + MEASURES_AT] = doubleAt(this.core.componentMeasures) + component * COMPONENT_COLUMNS;
    table[row + PARAMETERS_AT] = doubleAt(this.core.componentParameters) + component * COMPONENT_PARAMETER_COLUMNS;
  }

  private placeLink(link: number): void {
    const { core, links } = this;
    const { network } = core;
    const row = link * ROW;
    const histogram = network.componentCount * COMPONENT_ROWS + link * LINK_ROWS;
    links[row + MEASURES_AT] = doubleAt(core.linkMeasures) + link * LINK_COLUMNS;
    links[row + PARAMETERS_AT] = doubleAt(core.linkParameters) + link * LINK_PARAMETER_COLUMNS;
    links[row + HISTOGRAM_AT] = wordAt(core.histograms) + histogram * BUCKETS;
    links[row + SUMS_AT] = doubleAt(core.histogramSums) + histogram * SUM_COLUMNS;
    links[row + LANE_AT] = wordAt(core.callLane) + link;
    links[row + TURN_AT] = wordAt(core.turn) + link;
    links[row + SHARE_SALT_0] = network.linkSalts[link * LINK_SALT_WORDS + SALT_PROBABILITY];
    links[row + SHARE_SALT_1] = network.linkSalts[link * LINK_SALT_WORDS + SALT_PROBABILITY + 1];
    const callee = network.linkTo[link];
    if (callee < 0) return;
    links[row + REPLICAS_AT] = wordAt(core.activeReplicas) + callee;
    links[row + CALLEE] = network.firstStation[callee];
    links[row + CHILD_SALT] = network.linkSalts[link * LINK_SALT_WORDS + SALT_CHILD];
  }

  private placeSource(source: number): void {
    const { core, sources } = this;
    const { network } = core;
    const component = network.sourceComponent[source];
    const row = source * ROW;
    const histogram = network.componentCount * COMPONENT_ROWS + network.linkCount * LINK_ROWS + source * SOURCE_ROWS;
    this.placeComponent(sources, row, component);
    sources[row + HISTOGRAM_AT] = wordAt(core.histograms) + histogram * BUCKETS;
    sources[row + SUMS_AT] = doubleAt(core.histogramSums) + histogram * SUM_COLUMNS;
    sources[row + SOURCE_AT] = doubleAt(core.sourceMeasures) + source * SOURCE_COLUMNS;
    sources[row + NEXT_AT] = wordAt(core.sourceNext) + source;
    sources[row + HAZARD_AT] = doubleAt(core.sourceHazard) + source;
    sources[row + FROM_AT] = doubleAt(core.sourceFrom) + source;
    sources[row + STATION] = network.firstStation[component];
    sources[row + START] = network.programStart[component * network.classCount];
    sources[row + SALT_0] = network.componentSalts[component * SALT_WORDS + SALT_ARRIVAL];
    sources[row + SALT_1] = network.componentSalts[component * SALT_WORDS + SALT_ARRIVAL + 1];
  }

  /** Finds out anew what is plain. To be called whenever an entry has acted or a snapshot was put back: only entries
   *  change what is asked here. */
  renew(): void {
    const { network } = this.core;
    const { isOpen } = this;
    for (let station = 0; station < network.stationCount; station++) {
      this.stations[station * ROW + IS_PLAIN] = isOpen && this.isPlainStation(station) ? 1 : 0;
    }
    for (let link = 0; link < network.linkCount; link++) this.links[link * ROW + IS_PLAIN] = isOpen && this.isPlainLink(link) ? 1 : 0;
    for (let source = 0; source < network.sourceCount; source++) this.renewSource(source, isOpen);
  }

  /** A station whose jobs never fail by themselves, and that keeps nothing. Its word is looked at when jobs come and go. */
  private isPlainStation(station: number): boolean {
    const { core } = this;
    const component = core.network.stationComponent[station];
    if (core.network.componentKind[component] === CACHE || core.errorRatio[station] > 0) return false;
    return core.componentParameters[component * COMPONENT_PARAMETER_COLUMNS + FAILURE_RATIO] === 0;
  }

  /** A call without policies around it and without connections. */
  private isPlainLink(link: number): boolean {
    const { core } = this;
    const { network } = core;
    if (network.linkKind[link] !== SYNC || network.transport[link] !== 0 || network.linkGated[link] === 1) return false;
    return core.linkPolicies[link] === 0 && core.cuts[link] === 0 && core.disturbed[link] === 0;
  }

  /** An open source at a constant rate that is up. */
  private renewSource(source: number, isOpen: boolean): void {
    const { core, sources, rates } = this;
    const { network } = core;
    const row = source * ROW;
    const arrivals = core.componentParameters[network.sourceComponent[source] * COMPONENT_PARAMETER_COLUMNS + ARRIVALS];
    const piece = network.curveStart[source];
    const isSteady = !isClosed(core, source) && !isBursty(core, source) && network.curveStart[source + 1] - piece <= 1;
    rates[source] = isSteady ? baseRate(core, source) * phaseFactor(core, source, 0) * factorIn(core, source, piece, 0) : 0;
    sources[row + IS_CONSTANT] = arrivals === CONSTANT_ARRIVALS ? 1 : 0;
    sources[row + IS_PLAIN] = isOpen && rates[source] > 0 && !isDown(core, source) ? 1 : 0;
  }
}

function wordAt(array: Int32Array | Uint32Array): number {
  return array.byteOffset / 4;
}

function doubleAt(array: Float64Array): number {
  return array.byteOffset / 8;
}
