/**
 * Where things stand in the memory that the compiled path works on, in bytes. Cells and the tables of draws stand at fixed
 * places; the fixed part of the core follows, and after it whatever has a size that the network or the run decides, whose
 * places are in the cells. The compiled program is made with these numbers, as with all those of the engine that it uses.
 */

// Cells, one int32 each: where something begins.
export const POOL_CELL = 16;
export const BEGAN_CELL = 20;
export const SERVED_CELL = 24;
export const TIMER_AT_CELL = 28;
export const TIMER_WORDS_CELL = 32;
export const BOTTOM_TIMES_CELL = 36;
export const BOTTOM_RECORDS_CELL = 40;
export const TOP_TIMES_CELL = 44;
export const TOP_RECORDS_CELL = 48;
export const BUCKETS_CELL = 52;
export const CHAIN_CELL = 56;
export const STATIONS_CELL = 60;
export const LINKS_CELL = 64;
export const SOURCES_CELL = 68;
export const PROGRAM_CELL = 72;
export const SOURCE_OF_CELL = 76;
export const RATES_CELL = 80;
export const LANE_DELAY_CELL = 84;
export const LANE_HEAD_CELL = 88;
export const LANE_TAIL_CELL = 92;
export const LANE_RECORD_CELL = 96;
// Cells: how much there is room for.
export const RECORD_CAPACITY_CELL = 100;
export const TIMER_CAPACITY_CELL = 104;
export const BOTTOM_CAPACITY_CELL = 108;
export const BUCKET_CAPACITY_CELL = 112;
/** Every how many requests one is traced, 0 for none. */
export const TRACE_CELL = 116;

/** The number 1: it is loaded in fewer instructions than it is made. */
export const ONE_CELL = 128;

// First word of a row of the compiled tables: 0 for what is not plain, else these bits. They say what the network's parameters
// say, which change only when it is found out anew what is plain.
export const PLAIN_BIT = 1;
/** Link: only a share of requests uses it. */
export const SHARED_BIT = 2;
/** Link: calls over it have a timeout. */
export const TIMED_BIT = 4;
/** Link: the number of calls in progress is limited. */
export const LIMITED_BIT = 8;
/** Link: the caller's worker is released meanwhile. */
export const RELEASING_BIT = 16;
/** Link: messages take time. */
export const DELAYED_BIT = 32;
/** Station: what comes begins with a work of the component's own time, which is exponential, or constant. */
export const EXPONENTIAL_BIT = 2;
export const CONSTANT_BIT = 4;
/** Station: the line, or those inside, are limited. */
export const BOUNDED_BIT = 8;

/** Header words and doubles of the event list. */
export const LIST_HEADER = 256;
export const LIST_SCALARS = 512;
/** Tables of the exponential distribution. */
export const LAYERS_PLACE = 1024;
export const HEIGHTS_PLACE = 5120;
/** The fixed part of the core, which begins with the clock and the counters. */
export const FIXED = 8192;
export const COUNTERS_PLACE = 8192 + 64;

/** Buckets of a histogram: `BUCKETS` of `base/histogram.ts`, which is computed there. */
export const HISTOGRAM_BUCKETS = 2241;

// Why the compiled path returns: the low bits of its result. The others hold a record, where one is concerned.
export const EXIT_BITS = 4;
/** All events up to the limit have been taken. */
export const EXIT_DONE = 1;
/** As many events as asked for have been taken. */
export const EXIT_FULL = 2;
/** It has worked for a while; it is to be called again. */
export const EXIT_AGAIN = 3;
/** The next event is not plain; it has not been taken. */
export const EXIT_EVENT = 4;
/** Records run short. */
export const EXIT_CROWDED = 5;
/** An event has been taken, and this job is to go on with its program. */
export const EXIT_GO_ON = 6;
/** An event has been taken, and this job reaches its station. */
export const EXIT_ARRIVE = 7;
/** An event has been taken, and this good reply reaches whoever waits for it. */
export const EXIT_REPLIED = 8;
/** An event has been taken, and this traced request begins with its program. */
export const EXIT_TRACED = 9;
