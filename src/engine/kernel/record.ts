/**
 * The line of a record: 64 bytes of the pool, as 16 int32 words or 8 doubles. A record is a request at a source, a
 * visit at a station, a branch of a parallel step, a message, a reply on its way, or an event of its own (a source's
 * next arrival, a lane of timers). Everything in flight is one of these, so a snapshot of the pool holds it all.
 */

/** Words and doubles in one line. */
export const WORDS = 16;
export const DOUBLES = 8;

/** End of a chain; no parent; no record. */
export const NONE = -1;

// Doubles of a line.
/** When the record's pending event happens. After an end of service: when that was. */
export const TIME = 0;
/** When the job arrived at its station; of a request at its source, when it began; of a message, when it was sent. */
export const ARRIVED = 1;
/** When service began. */
export const STARTED = 2;

// Words of a line.
/** Sequence number of the pending event: breaks ties in time. */
export const SEQUENCE = 6;
/** Next record in a queue, a bucket of the event list, or the free list. */
export const NEXT = 7;
/** State (bits 0 to 7), attempt or delivery number (8 to 15), flags (16 to 23), depth of calls (24 to 31). */
export const META = 8;
/** Station (low half) and the link that the job came over (high half). */
export const PLACE = 9;
/** Key of all random draws for this job. */
export const KEY = 10;
/** Who waits for the reply: a record, NONE, or -(slot + 2) for a slot of a log's reader. */
export const PARENT = 11;
/** The parent's `TOKEN` when this was sent; of a request at its source: effects that are not finished. */
export const PARENT_TOKEN = 12;
/** Names the attempt that this record waits for; a reply or timer with another token comes too late. 0: waits for none. */
export const TOKEN = 13;
/** Step of the program (low half); parallel branches out, or the balancer's target (high half). Message: its root. */
export const STEP = 14;
/** Number in the run of the request at the source that all this is for. */
export const NUMBER = 15;

// States: what the record is, and what its pending event means.
export const FREE = 0;
export const TRAVELLING = 1;
export const QUEUED = 2;
export const SERVING = 3;
export const CALLING = 4;
export const PAUSING = 5;
export const WAITING_FOR_CONNECTION = 6;
export const REPLYING = 7;
export const ARRIVAL = 8;
export const THINKING = 9;
export const LANE = 10;
export const MESSAGE_TRAVELLING = 11;
export const MESSAGE_READY = 12;
export const MESSAGE_OUT = 13;
export const RECORD_KEPT = 14;
export const SLOT_PAUSE = 15;
export const JOINING = 16;
export const EFFECTS_PENDING = 17;
/** Cancelled while its event was pending: freed when that comes up. */
export const DEAD = 18;
/** Waits in the caller for a permit of a concurrency limit. */
export const WAITING_FOR_PERMIT = 19;
/** A call whose attempts are made by copies of it, under a total timeout or hedged. */
export const GUARDING = 20;
/** A copy of a hedged call before it is sent. */
export const HEDGE_PENDING = 21;
/** The curve of a closed source asks for another number of users. */
export const USERS_CHANGE = 22;
/** A request that the network answers with an error at the far end. */
export const TURNED_BACK = 23;

// States of queues: `links/queue-events.ts` handles those that are events.
export const FIRST_QUEUE_STATE = 64;
/** A delivery on its way to the client that hands messages to handlers. */
export const DELIVERING = 64;
/** A delivery that waits in its client for a handler. */
export const BUFFERED = 65;
/** A message that is not ready yet. */
export const MESSAGE_DELAYED = 66;
/** Event: the delay of a message ends. `PARENT` and `PARENT_TOKEN` name it. */
export const MESSAGE_DUE = 67;
/** Event: a lease of no constant length ends. `PARENT` and `PARENT_TOKEN` name the message. */
export const LEASE_END = 68;
/** Event: the first message of box `KEY` may have expired. */
export const EXPIRY = 69;
/** Event: subscription `KEY` asks for messages. */
export const POLL = 70;
/** Event: broker `KEY` looks at its memory. */
export const MEMORY_CHECK = 71;
/** Event: broker `KEY` has credits again. */
export const CREDITS_RENEWED = 72;
/** Event: the pause of a sender's pool (`KEY`) ends. */
export const SENDER_READY = 73;
/** Event: a consumer may give up session `KEY`, if it waits since the moment in `STARTED`. */
export const SESSION_IDLE = 74;
/** Event: subscription `KEY` is back. */
export const RECONNECTED = 75;
/** Event: broker `KEY` has a leader again. */
export const ELECTED = 76;
/** A job that may not send its message yet. */
export const WAITING_TO_PUBLISH = 77;
/** Event: a job sends its message again. */
export const PUBLISH_PAUSE = 78;
/** A message that a queue takes in one after another. */
export const TAKEN_IN = 79;

// States of logs and of streams without a broker.
/** A record that its producer keeps. */
export const PRODUCED = 120;
/** A batch on its way to its leader, with the followers, on its way back well or badly, and one that waits for a follower. */
export const BATCH_TRAVELLING = 121;
export const BATCH_REPLICATING = 122;
export const BATCH_REPLYING = 123;
export const BATCH_FAILING = 124;
export const BATCH_PARKED = 125;
/** A timer: its kind in `STEP`, what it is about in `NUMBER`, and a token in `PARENT_TOKEN`; see `links/member.ts`. */
export const STREAM_TIMER = 126;
/** A message of a stream without a broker; see `links/direct/copies.ts`. */
export const STREAM_MESSAGE = 127;
/** Event: the sender on a stream (`PARENT`) learns how many bytes were read (`STARTED`). */
export const STREAM_CREDIT = 128;
/** A batch at the socket of a broker that stands still. Event: its producer has waited as long as it does. */
export const BATCH_WAITING = 129;

// States of stations: `stations/station-events.ts` handles those that are events.
export const FIRST_STATION_STATE = 160;
/** Waits outside a full station. */
export const BLOCKED = 160;
/** Waits for another request's fetch of the same key. */
export const AWAITING_FETCH = 161;
/** Event: the service of record `PARENT` ends, if its token is still `PARENT_TOKEN`. */
export const WORK_END = 162;
/** Event: the first service of the shared station `KEY` ends. */
export const SHARE_END = 163;
/** Event: the replica at station `KEY` has started. */
export const REPLICA_READY = 164;
/** Event: the instance at station `KEY` may have been idle for long enough. */
export const INSTANCE_IDLE = 165;
/** Event: the autoscaler of component `KEY` looks at its measure. */
export const SCALER_LOOKS = 166;
/** Event: the balancer `KEY` looks at the targets that it has ejected. */
export const OUTLIER_CHECK = 167;
/** Event: the balancer `KEY` probes its targets. */
export const HEALTH_CHECK = 168;
/** Event: the replica at station `KEY`, which is taken away, may have finished its last work. */
export const REPLICA_EMPTY = 169;
/** Event: an instance of component `KEY` may start for the messages that wait. */
export const INSTANCE_WANTED = 170;

// Connections of calls: `links/connection.ts` has their words, `links/transport-events.ts` handles those that are events.
export const FIRST_TRANSPORT_STATE = 192;
/** A connection that carries exchanges. Event: it may have been idle, or have lived, for long enough. */
export const CONNECTION_OPEN = 192;
/** Event: a connection's handshake comes to its next step. */
export const CONNECTION_OPENING = 193;
/** Event: a channel that could not connect tries again. */
export const CONNECTION_FAILED = 194;
/** Closed while its event was pending: freed when that comes up. */
export const CONNECTION_GONE = 195;
/** Event: record `PARENT` learns, if its token is still `PARENT_TOKEN`, that its connection was closed under its request. */
export const RESET_DUE = 196;
/** Event: the deadline of attempt `PARENT_TOKEN` of record `PARENT`, which came with the caller's own request, runs out. */
export const DEADLINE_DUE = 197;
/** Event: record `STEP`, made for attempt `PARENT_TOKEN` of record `PARENT`, learns, over link `NUMBER`, that it was
 *  cancelled. */
export const CANCEL_DUE = 198;

// Flags, in place in META.
/** Keeps a worker of its station. */
export const HOLDS = 1 << 16;
/** Traced for drawing. */
export const TRACED = 1 << 17;
/** A branch failed; of a request at its source: an effect was lost. */
export const SPOILED = 1 << 18;
/** A request at its source. */
export const ROOT = 1 << 19;
/** A branch of a parallel step. */
export const BRANCH = 1 << 20;
/** Acknowledged on delivery: at most once. */
export const AT_MOST_ONCE = 1 << 21;
/** Makes attempts for another record, which is GUARDING. Messages are never copies, so they share the bit. */
export const COPY = 1 << 21;
/** Of a message that is out: its consumer is gone or silent, and its lease has yet to end. Only jobs are branches. */
export const ORPHANED = 1 << 20;
/** A record of a log that its producer sent twice. Shares the bit too. */
export const COPIED = 1 << 21;
/** A message of a stream without a broker that was worked on before. Shares the bit too. */
export const DONE_BEFORE = 1 << 21;
/** Of a request at its source whose answer was a failure. */
export const UNANSWERED = 1 << 22;
/** Took a way around a cache that is down: no worker, no service. */
export const BYPASSING = 1 << 23;

export const STATE_MASK = 0xff;
export const ATTEMPT_SHIFT = 8;
export const ATTEMPT_MASK = 0xff00;
export const DEPTH_SHIFT = 24;
/** Calls within calls beyond this depth fail: the diagram has a cycle. */
export const DEEPEST_CALL = 60;

/** Link half of `PLACE` for a job that came over no link. */
export const NO_LINK = 0xffff;
