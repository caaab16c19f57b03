import type { ExampleEntry } from '../../store/library.ts';
import { exampleStrings as strings } from './example-strings.ts';

/** Examples that stand together under a title. */
export interface ExampleGroup {
  readonly id: ExampleEntry['group'];
  readonly title: string;
  readonly entries: readonly ExampleEntry[];
}

const ORDER: readonly ExampleEntry['group'][] = ['ways', 'real', 'sync', 'queue', 'stream', 'pattern', 'published'];

/** The examples that a search finds, in their groups, without those that are empty. Every word must occur in what a card
 *  says; case and order do not matter, so that "bus azure" finds Azure Service Bus. */
export function groupExamples(entries: readonly ExampleEntry[], search = ''): readonly ExampleGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const found = entries.filter((entry) => {
    const text = textOf(entry);
    return words.every((word) => text.includes(word));
  });
  return ORDER.map((id) => ({ id, title: strings.groups[id], entries: found.filter(({ group }) => group === id) })).filter(
    (group) => group.entries.length > 0,
  );
}

function textOf({ group, system = '', title, description, tryThis, source }: ExampleEntry): string {
  const also = group === 'ways' ? strings.nineWays.join(' ') : '';
  return [strings.groups[group], system, title, description, tryThis, source.text, also].join(' ').toLowerCase();
}
