import { readRecording, RECORDING_LIMITS, type RecordingOptions, type RecordingResult, type Watch } from '../import/recording.ts';
import { setRecording } from '../model/curve-edits.ts';
import { chooseFile, readPieces } from './adapters/files.ts';
import { useDiagram } from './diagram-store.ts';

export type { Reading, Recording, RecordingOptions, RecordingResult, TimeUnit, Watch } from '../import/recording.ts';

/** Recorded load on its way into a source: loaded when somebody opens the panel for it. */

/** Where a recording is read from. */
export type RecordingSource = File | string;

/** Lets the reader choose a recording; undefined when nothing was chosen. */
export function chooseRecording(): Promise<File | undefined> {
  return chooseFile('.csv,.tsv,.txt,text/csv,text/plain');
}

/** Reads a recording from a file, in pieces, or from text that was pasted. A file that is too long is refused by its size
 *  alone. */
export async function readRecordingFrom(source: RecordingSource, options: RecordingOptions, watch: Watch): Promise<RecordingResult> {
  if (typeof source === 'string') return readRecording(() => [source], options, watch);
  if (source.size > RECORDING_LIMITS.fileBytes) {
    return { ok: false, message: `It has more than ${RECORDING_LIMITS.fileBytes / 1_048_576} MiB.`, problems: [] };
  }
  try {
    return await readRecording(() => readPieces(source), options, watch);
  } catch (reason) {
    // A file may be gone, or changed, since it was chosen.
    if (reason instanceof DOMException) return { ok: false, message: 'The file can no longer be read: choose it again.', problems: [] };
    throw reason;
  }
}

/** Makes a load source replay a recording. */
export function replayRecording(clientId: string, recording: Parameters<typeof setRecording>[2]): void {
  const { document, edit } = useDiagram.getState();
  edit(setRecording(document, clientId, recording));
}
