import { writeFileSync } from 'node:fs';
import { type BrownoutDocument, emptyDocument } from '../../src/model/document.ts';
import { fromBase64Url, toBase64Url } from '../../src/model/link/base64url.ts';
import { crc24 } from '../../src/model/link/checksum.ts';
import { Coder } from '../../src/model/link/coder.ts';
import { codeDocument, DECLARATIONS_NOW } from '../../src/model/link/generation-1.ts';
import { DICTIONARY } from '../../src/model/link/generation-1-dictionary.ts';
import { SAMPLE } from '../../src/model/link/generation-1-sample.ts';
import { encodeLink, MAX_LINK_CHARACTERS } from '../../src/model/link/link.ts';
import { BitWriter } from '../../src/model/link/range-coder.ts';
import { utf8 } from '../../src/model/link/text-field.ts';
import { TextModel } from '../../src/model/link/text-model.ts';
import { ENGINE_VERSION } from '../../src/engine/version.ts';

/** Input that is made to cost its reader dearly. */

const CHECKSUM_BYTES = 3;
const FULL_BYTES = (MAX_LINK_CHARACTERS * 3) / 4;

/** A token of the greatest length with a right checksum around any bytes, which are cut or filled up to fit. */
function sealed(bytes: Uint8Array): string {
  const body = new Uint8Array(FULL_BYTES - CHECKSUM_BYTES);
  for (let i = 0, x = 1; i < body.length; i++) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    body[i] = bytes[i] ?? x >>> 24;
  }
  const sum = crc24(body);
  return toBase64Url(Uint8Array.from([...body, sum >> 16, (sum >> 8) & 255, sum & 255]));
}

/** A coder that knows what readers of links know. */
function trainedCoder(bits: BitWriter): Coder {
  const dictionary = Uint8Array.from(utf8(DICTIONARY), (byte) => (byte === 10 ? 0 : byte));
  const student = new Coder({ isReading: false, code: (_probability, bit) => bit }, TextModel.trained(dictionary));
  codeDocument(student, SAMPLE);
  return student.withBits(bits);
}

/** A full-length link that would unpack to four megabytes of names, each of the same letter. */
export function packedBomb(): string {
  const components = Array.from({ length: 1000 }, (_, i) => ({
    id: `c${i + 1}`, kind: 'service' as const, name: 'a'.repeat(4000), x: 0, y: 0,
  }));
  const writer = new BitWriter();
  codeDocument(trainedCoder(writer), { ...emptyDocument('a'.repeat(4000)), components }, DECLARATIONS_NOW);
  return sealed(Uint8Array.from([1, 1, ...writer.finish()]));
}

/** A full-length link of random bytes. */
export function randomLink(): string {
  return sealed(Uint8Array.from([1, 1]));
}

/** The link of a document with as many parts as there may be. */
export function largestLink(): string {
  const document: BrownoutDocument = {
    ...emptyDocument('The largest'),
    components: Array.from({ length: 1000 }, (_, i) => ({
      id: `c${i + 1}`, kind: 'service' as const, name: `Service ${i}`, x: (i % 40) * 200, y: Math.floor(i / 40) * 100, params: { serviceMs: 1 + (i % 7) },
    })),
    connections: Array.from({ length: 3000 }, (_, i) => ({
      id: `e${i + 1}`, kind: 'sync' as const, protocol: 'http1' as const, from: `c${(i % 999) + 1}`, to: `c${Math.min(1000, (i % 999) + 2 + Math.floor(i / 999))}`,
    })),
  };
  const token = encodeLink(document, { engineVersion: ENGINE_VERSION });
  if (fromBase64Url(token) === undefined) throw new Error('The largest document gave no token.');
  return token;
}

/** Writes a file of 64 MiB that begins as a document does and then repeats one component. */
export function writeFileBomb(path: string): number {
  const text = JSON.stringify({ ...emptyDocument('bomb'), components: [] });
  const [head, tail] = text.split('"components":[]');
  const component = JSON.stringify({ id: 'c1', kind: 'service', name: 'a', x: 0, y: 0 });
  const count = Math.floor(64 * 1024 * 1024 / (component.length + 1));
  writeFileSync(path, `${head}"components":[${`${component},`.repeat(count)}${component}]${tail}`);
  return head!.length + tail!.length + (count + 1) * (component.length + 1) + 14;
}
