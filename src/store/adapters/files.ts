import { LIMITS } from '../../model/document.ts';

/** Longest file that is read at all, in bytes: 4 MiB, what a document may have. */
export const MAX_FILE_BYTES = LIMITS.fileBytes;

/** Text of one of the documents that come with the site; `path` is relative to the page. Throws when it is not there. */
export async function fetchShipped(path: string): Promise<string> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} could not be read (${response.status}).`);
  return response.text();
}

/** Text of a file that the reader chose or dropped; undefined when it is longer than `MAX_FILE_BYTES`, which is told by
 *  its size alone, so that nothing of it is read. */
export async function readFile(file: Blob): Promise<string | undefined> {
  return file.size > MAX_FILE_BYTES ? undefined : file.text();
}

/** Text of a file in pieces, so that no more than one of them is in memory; what is no UTF-8 becomes a replacement sign. */
export async function* readPieces(file: Blob): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = file.stream().getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield decoder.decode(part.value, { stream: true });
    yield decoder.decode();
  } finally {
    await reader.cancel();
  }
}

/** Lets the reader choose one file; undefined when nothing was chosen. */
export function chooseFile(accept: string): Promise<File | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]));
    input.addEventListener('cancel', () => resolve(undefined));
    input.click();
  });
}

/** Hands the text to the reader as a file. Returns its length in bytes. */
export function saveFile(name: string, text: string): number {
  const blob = new Blob([text], { type: 'application/json' });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return blob.size;
}
