import { LIMITS } from './document.ts';

/** Text that people type or paste, made fit for a document: what `parseDocument` would refuse is taken out of it. */

/** One line, such as a name: control characters become spaces, half characters and those that turn the direction of text
 *  go, and what is too long is cut after the last whole character that fits. At most `most` code units of UTF-16, without spaces at either end. */
export function cleanLine(text: string, most: number = LIMITS.labelCharacters): string {
  return fitted(text.replace(/\r\n|\p{Cc}/gu, ' '), most);
}

/** Several lines, such as a note: like `cleanLine`, but line feeds and tabs stay, and other ends of lines become line
 *  feeds. */
export function cleanLines(text: string, most: number = LIMITS.noteCharacters): string {
  return fitted(text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])\p{Cc}/gu, ' '), most);
}

/** The beginning of a text that has at most `most` code units and ends with a whole character: neither within a pair of
 *  code units nor between a sign and the marks, selectors and joiners that belong to it. A single character that is longer
 *  is cut between its code points. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const points = Array.from(text.slice(0, most).replace(/\p{Cs}$/u, ''));
  let count = points.length;
  let next = text.slice(points.join('').length);
  while (count > 0 && (CONTINUES.test(next) || points[count - 1] === JOINER)) next = points[--count]!;
  return points.slice(0, count === 0 ? points.length : count).join('');
}

const JOINER = '\u200d';
/** What stands at the beginning of a text and belongs to the character in front of it. */
const CONTINUES = /^[\p{M}\p{Emoji_Modifier}\u200d]/u;

function fitted(text: string, most: number): string {
  return cutText(text.replace(/[\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '').trim(), most).trimEnd();
}
