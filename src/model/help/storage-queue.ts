import { read, type HelpTexts } from './help-text.ts';

/** Azure Storage Queues. */
export const storageQueueHelp = {
  batch: {
    meaning: 'Messages that one replica asks for at a time; all of them are worked on at once.',
    effect: 'Larger batches ask less often and hold more messages that others could do.',
    source: read('Azure Functions storage queue trigger (WebJobs SDK 2026), QueuesOptions'),
  },
  newBatchThreshold: {
    meaning: 'Messages in work at or below which a replica asks for the next batch.',
    effect: 'A replica has at most this many and a batch in work.',
    source: read('Azure Functions storage queue trigger (WebJobs SDK 2026), QueuesOptions: 8 for each core'),
  },
  pollMinMs: {
    meaning: 'Wait after the first poll that finds nothing; it grows about twofold with each further one.',
    effect: 'Shorter finds new messages earlier and costs more requests.',
    source: read('Azure Functions storage queue trigger (WebJobs SDK 2026), QueuePollingIntervals'),
  },
  pollMaxMs: {
    meaning: 'The wait between polls never exceeds this.',
    effect: 'The first message after a quiet time waits up to this long.',
    source: read('Azure Functions storage queue trigger (WebJobs SDK 2026), QueuePollingIntervals: 1 min'),
  },
  targetPerSec: {
    meaning: 'Messages per second of 1 KiB that the service takes in; as many again are handed out.',
    effect: 'Above it the service answers 503 Server Busy and clients wait before they try again.',
    source: read('Azure docs (copies of 2018 to 2026), scalability targets for Queue storage'),
  },
} satisfies HelpTexts;
