import { writeRatio } from '../../base/units.ts';
import type { Binding, BrownoutDocument } from '../../model/document.ts';
import { strings } from './binding-strings.ts';

/** What a binding lets through, in words. */
export function bindingText(document: BrownoutDocument, { key, share }: Binding): string {
  const name = key === undefined ? strings.everything : (document.classes.find(({ id }) => id === key)?.name ?? key);
  return share === undefined ? name : `${name}, ${writeRatio(share)}`;
}
