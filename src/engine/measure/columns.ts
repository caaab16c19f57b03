/**
 * Column numbers of `model/measures.ts` as literal constants, which compilers fold into the hot loop. A test holds
 * the two together.
 */
export const COMPONENT_COLUMNS = 20;
export const WORKING = 0;
export const HELD = 1;
export const QUEUE_LENGTH = 2;
export const IN_SYSTEM = 3;
export const WORKERS = 4;
export const REPLICAS_UP = 5;
export const OFFERED = 6;
export const BEGUN = 7;
export const COMPLETED = 8;
export const REJECTED = 9;
export const FAILED_HERE = 10;
export const FAILED_BY_CALL = 11;
export const LOST = 12;
export const HITS = 13;
export const MISSES = 14;
export const BUSY_AREA = 15;
export const WORKING_AREA = 16;
export const QUEUED_AREA = 17;
export const IN_SYSTEM_AREA = 18;
export const WORKERS_AREA = 19;

export const LINK_COLUMNS = 30;
export const IN_PROGRESS = 0;
export const POOL_WAITING = 1;
export const UNACKNOWLEDGED = 2;
export const LAG = 3;
export const CALLS = 4;
export const ATTEMPTS = 5;
export const RETRIES = 6;
export const SUCCEEDED = 7;
export const FAILED = 8;
export const TIMED_OUT = 9;
export const TURNED_AWAY = 10;
export const ERRORS = 11;
export const VANISHED = 12;
export const LATE_REPLIES = 13;
export const ABANDONED = 14;
export const DELIVERED = 15;
export const REDELIVERED = 16;
export const ACKNOWLEDGED = 17;
export const DUPLICATES = 18;
export const IN_PROGRESS_AREA = 19;
export const CIRCUIT = 20;
export const PERMITS_IN_USE = 21;
export const PERMIT_WAITING = 22;
export const LIMIT_IN_FORCE = 23;
export const CIRCUIT_OPENS = 24;
export const CIRCUIT_REFUSALS = 25;
export const LIMITED = 26;
export const RETRIES_DROPPED = 27;
export const HEDGES = 28;
export const CALLS_TIMED_OUT = 29;

export const CHANNEL_COLUMNS = 22;
export const READY = 0;
export const OUT = 1;
export const OLDEST_AGE = 2;
export const PUBLISHED = 3;
export const REFUSED = 4;
export const DROPPED = 5;
export const DEAD_LETTERED = 6;
export const EXPIRED = 7;
export const MESSAGES_LOST = 8;
export const FINISHED = 9;
export const READY_AREA = 10;
export const DELAYED = 11;
export const BLOCKED = 12;
export const UNROUTABLE = 13;
export const DUPLICATES_DROPPED = 14;
export const THROTTLED = 15;
export const CONSUMERS_CUT = 16;
export const POLLS = 17;
export const DEAD_REJECTED = 18;
export const DEAD_EXPIRED = 19;
export const DEAD_FULL = 20;
export const DEAD_DELIVERIES = 21;

export const SOURCE_COLUMNS = 8;
export const NOT_ANSWERED = 0;
export const NOT_FINISHED = 1;
export const ANSWERED = 2;
export const ANSWER_FAILED = 3;
export const DONE = 4;
export const GOOD = 5;
export const EFFECTS_LOST = 6;
export const OFFERED_RATE = 7;

// Outcomes, as in `OUTCOME`.
export const OK = 0;
export const FAILURE = 1;
export const REJECTION = 2;
export const TIMEOUT = 3;
export const LOSS = 4;

// Rows of the trace tap, as in `TAP_KIND`.
export const TAP_FORWARD = 0;
export const TAP_BACK = 1;
export const TAP_DELIVER = 2;
export const TAP_LEAVE = 3;
export const TAP_TIMEOUT = 4;
export const TAP_DEAD = 5;

// Incidents, as in `INCIDENT_KINDS`.
export const FAULT_STARTED = 0;
export const FAULT_ENDED = 1;
export const ATTEMPT_TIMED_OUT = 2;
export const CALL_FAILED = 3;
export const REQUEST_REJECTED = 4;
export const MESSAGE_DROPPED = 5;
export const CHANGED = 6;
export const CIRCUIT_OPENED = 7;
