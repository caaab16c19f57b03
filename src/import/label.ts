import { LIMITS } from '../model/document.ts';

/** Foreign text made fit to be a name in a document: no control characters, none that turn the direction of text, no half characters, at most 80 of them. */
export function label(text: string): string {
  return fit(text, LIMITS.labelCharacters);
}

/** Foreign text made fit for one line of at most `most` characters; longer text ends in an ellipsis. */
export function fit(text: string, most: number): string {
  const clean = text.slice(0, most * 4).replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').replace(/[\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '').trim();
  if (clean.length <= most) return clean;
  return `${clean.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…`;
}
