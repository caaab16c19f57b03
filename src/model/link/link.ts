import { type BrownoutDocument, emptyDocument } from '../document.ts';
import { parseDocument } from '../parse.ts';
import type { Problem } from '../problem.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { crc24 } from './checksum.ts';
import { Coder } from './coder.ts';
import { codeDocument, type Declarations, DECLARATIONS_NOW } from './generation-1.ts';
import { DICTIONARY } from './generation-1-dictionary.ts';
import { SAMPLE } from './generation-1-sample.ts';
import { type BitCoder, BitReader, BitWriter, DamagedError, TooLargeError } from './range-coder.ts';
import { applyDifferences, differences } from './remainder.ts';
import { codeText, utf8 } from './text-field.ts';
import { TextModel } from './text-model.ts';

/** Form of the links that this code writes. It reads all forms up to this one. */
export const LINK_GENERATION = 1;

/** Longest token that is read, in characters. */
export const MAX_LINK_CHARACTERS = 32_768;

/** Most that a token unpacks to: 256 KiB, counted in binary decisions. */
const MAX_DECISIONS = 262_144 * 8;
/** Longest remainder that is read, in characters. */
const MAX_REMAINDER = 65_536;
/** Bytes of the checksum at the end of a token. */
const CHECKSUM_BYTES = 3;

/** Why a link cannot be opened. `newer`: by this version of Brownout, but perhaps by a later one. */
export type LinkFailure = 'empty' | 'tooLong' | 'damaged' | 'newer' | 'tooLarge' | 'invalid';

/** What a token holds, or why it cannot be read. `token` is the token as it was given, so that nothing is lost. */
export type LinkResult =
  | {
      readonly ok: true;
      readonly document: BrownoutDocument;
      readonly engineVersion: number;
      readonly generation: number;
    }
  | {
      readonly ok: false;
      readonly reason: LinkFailure;
      readonly message: string;
      readonly problems: readonly Problem[];
      readonly token: string;
    };

/** What a link says besides its document. */
export interface LinkOptions {
  /** Version of the engine whose results the link stands for. */
  readonly engineVersion: number;
  /** The declarations in force; only tests of their changes give others. */
  readonly declarations?: Declarations;
}

/** A document that holds more than a link may unpack to, however short the link would be. */
export class LinkTooLargeError extends Error {
  override readonly name = 'LinkTooLargeError';
}

/** The token of a document: letters, digits, hyphens and underscores, to stand behind the `#` of a link. The same
 *  document gives the same token everywhere. It holds the whole document, and the version of the engine that it was
 *  last run with. Throws when the document is not valid: such a link could not be opened. Throws `LinkTooLargeError` when
 *  it holds more than is ever unpacked, and a token may be longer than `MAX_LINK_CHARACTERS`; in both cases a file
 *  should be offered instead of a link. */
export function encodeLink(document: BrownoutDocument, options: LinkOptions): string {
  const parsed = parseDocument(document);
  if (!parsed.ok) {
    const { place, message } = parsed.problems[0]!;
    throw new Error(`Only a valid document can become a link: ${place} ${message}.`);
  }
  const body = [LINK_GENERATION, ...versionBytes(options.engineVersion), ...bodyOf(parsed.document, options.declarations)];
  const sum = crc24(Uint8Array.from(body));
  return toBase64Url(Uint8Array.from([...body, sum >> 16, (sum >> 8) & 255, sum & 255]));
}

/** The packed document. */
function bodyOf(document: BrownoutDocument, declarations: Declarations | undefined): Uint8Array {
  const writer = new BitWriter(MAX_DECISIONS);
  try {
    writeBody(coderOf(writer), document, declarations);
  } catch (error) {
    if (error instanceof TooLargeError) throw new LinkTooLargeError('The diagram holds more than a link may unpack to.');
    throw error;
  }
  return writer.finish();
}

/** Reads a token, with or without its `#`. Never throws; costs next to nothing for what is no link, and no more than
 *  256 KiB of decoding for what pretends to be one. */
export function decodeLink(token: string, declarations: Declarations = DECLARATIONS_NOW): LinkResult {
  // Blanks around a link are no harm, but nobody has as many of them.
  const text = token.length > MAX_LINK_CHARACTERS * 2 ? token : token.trim().replace(/^#/, '');
  const fail = (reason: LinkFailure, message: string, problems: readonly Problem[] = []): LinkResult => ({
    ok: false,
    reason,
    message,
    problems,
    token,
  });
  if (text === '') return fail('empty', 'The link holds no diagram.');
  if (text.length > MAX_LINK_CHARACTERS) {
    return fail('tooLong', `The link has ${text.length} characters; at most ${MAX_LINK_CHARACTERS} are read.`);
  }
  const bytes = fromBase64Url(text);
  if (bytes === undefined) return fail('damaged', 'The link is damaged: it holds characters that no link has, or lacks some.');
  if (bytes[0]! > LINK_GENERATION && bytes[0]! < 64) {
    return fail('newer', 'The link was made by a newer version of Brownout than this one.');
  }
  return readBytes(bytes, declarations, fail);
}

type Fail = (reason: LinkFailure, message: string, problems?: readonly Problem[]) => LinkResult;

function readBytes(bytes: Uint8Array, declarations: Declarations, fail: Fail): LinkResult {
  const damaged = 'The link is damaged: a part of it is missing or was changed on the way.';
  const body = bytes.subarray(0, -CHECKSUM_BYTES);
  const sum = bytes.slice(-CHECKSUM_BYTES).reduce((total, byte) => total * 256 + byte, 0);
  if (bytes[0] !== LINK_GENERATION || bytes.length < CHECKSUM_BYTES + 3 || crc24(body) !== sum) return fail('damaged', damaged);
  const { version, length } = readVersion(body.subarray(1));
  try {
    const input = readBody(coderOf(new BitReader(body.subarray(1 + length), MAX_DECISIONS)), declarations);
    const parsed = parseDocument(input);
    if (parsed.ok) return { ok: true, document: parsed.document, engineVersion: version, generation: LINK_GENERATION };
    return fail('invalid', 'The link holds a diagram that is not valid.', parsed.problems);
  } catch (error) {
    if (error instanceof TooLargeError) return fail('tooLarge', 'The link unpacks to more than any diagram may hold.');
    if (error instanceof DamagedError) return fail('damaged', damaged);
    throw error;
  }
}

/** Writes the document, then what the frozen tables do not know of it. */
function writeBody(coder: Coder, document: BrownoutDocument, declarations: Declarations = DECLARATIONS_NOW): void {
  const known = codeDocument(coder, document, declarations);
  const rest = differences(known, document);
  if (!coder.flag('has remainder', rest.length > 0, 1000)) return;
  const text = JSON.stringify(rest);
  if (text.length > MAX_REMAINDER) throw new TooLargeError('The remainder is longer than a reader takes.');
  codeText(coder, text, MAX_REMAINDER);
}

function readBody(coder: Coder, declarations: Declarations): unknown {
  const known = codeDocument(coder, emptyDocument(''), declarations);
  if (!coder.flag('has remainder', false, 1000)) return known;
  const rest = parseJson(codeText(coder, '', MAX_REMAINDER));
  return applyDifferences(known, Array.isArray(rest) ? rest : []);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DamagedError('The remainder is no JSON.');
  }
}

let trained: Coder | undefined;

/** A coder that has read dictionary and sample, the same for every message. They are read once, and with nothing but
 *  the frozen tables, so that what it learns from them never changes. */
function coderOf(bits: BitCoder): Coder {
  if (trained === undefined) {
    const student: BitCoder = { isReading: false, code: (_probability, bit) => bit };
    const dictionary = Uint8Array.from(utf8(DICTIONARY), (byte) => (byte === 10 ? 0 : byte));
    trained = new Coder(student, TextModel.trained(dictionary));
    codeDocument(trained, SAMPLE);
  }
  return trained.withBits(bits);
}

/** A version as bytes of seven bits, the least first; all but the last have the eighth bit. */
function versionBytes(version: number): number[] {
  return version < 128 ? [version] : [128 | (version & 127), ...versionBytes(Math.floor(version / 128))];
}

function readVersion(bytes: Uint8Array): { readonly version: number; readonly length: number } {
  let version = 0;
  for (let i = 0; i < 4; i++) {
    version += ((bytes[i] ?? 0) & 127) << (7 * i);
    if ((bytes[i] ?? 0) < 128) return { version, length: i + 1 };
  }
  return { version, length: 4 };
}
