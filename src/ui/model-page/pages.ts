import overview from '../../../docs/model.md?raw';
import aspire from '../../../docs/model/aspire.md?raw';
import caches from '../../../docs/model/caches.md?raw';
import handlers from '../../../docs/model/handlers.md?raw';
import importers from '../../../docs/model/importers.md?raw';
import kafka from '../../../docs/model/kafka.md?raw';
import loadAndFaults from '../../../docs/model/load-and-faults.md?raw';
import nats from '../../../docs/model/nats.md?raw';
import rabbitmq from '../../../docs/model/rabbitmq.md?raw';
import resilience from '../../../docs/model/resilience.md?raw';
import runs from '../../../docs/model/runs.md?raw';
import scaling from '../../../docs/model/scaling.md?raw';
import serviceBus from '../../../docs/model/service-bus.md?raw';
import services from '../../../docs/model/services.md?raw';
import storageQueues from '../../../docs/model/storage-queues.md?raw';
import streaming from '../../../docs/model/streaming.md?raw';
import sync from '../../../docs/model/sync.md?raw';
import rules from '../../../docs/spec.md?raw';
import faultRules from '../../../docs/spec/faults.md?raw';
import flowRules from '../../../docs/spec/flows.md?raw';
import importRules from '../../../docs/spec/imports.md?raw';
import publishedRules from '../../../docs/spec/published.md?raw';
import queueRules from '../../../docs/spec/queues.md?raw';
import resilienceRules from '../../../docs/spec/resilience.md?raw';
import stationRules from '../../../docs/spec/resilience-stations.md?raw';
import streamingRules from '../../../docs/spec/streaming.md?raw';
import streamRules from '../../../docs/spec/streams.md?raw';
import syncRules from '../../../docs/spec/sync.md?raw';
import unconfirmed from '../../../docs/spec/unconfirmed.md?raw';
import { linesOf, plainText, readMarkdown, type Line, type Section } from './markdown.ts';

/** One page of the documentation. */
export interface ModelPage {
  /** Its file's name without `docs/` and `.md`; pages of `docs/model` without that too, as links between them name it. */
  readonly name: string;
  readonly title: string;
  readonly group: 'model' | 'rules';
  readonly sections: readonly Section[];
}

/** A place in the documentation: a page, and there a section's id or a rule's number. */
export interface Place {
  readonly page: string;
  readonly target?: string;
}

const TEXTS: readonly (readonly [name: string, group: ModelPage['group'], text: string])[] = [
  ['overview', 'model', overview],
  ['runs', 'model', runs],
  ['load-and-faults', 'model', loadAndFaults],
  ['handlers', 'model', handlers],
  ['services', 'model', services],
  ['caches', 'model', caches],
  ['scaling', 'model', scaling],
  ['sync', 'model', sync],
  ['resilience', 'model', resilience],
  ['aspire', 'model', aspire],
  ['rabbitmq', 'model', rabbitmq],
  ['service-bus', 'model', serviceBus],
  ['storage-queues', 'model', storageQueues],
  ['nats', 'model', nats],
  ['kafka', 'model', kafka],
  ['streaming', 'model', streaming],
  ['importers', 'model', importers],
  ['spec', 'rules', rules],
  ['spec/flows', 'rules', flowRules],
  ['spec/faults', 'rules', faultRules],
  ['spec/sync', 'rules', syncRules],
  ['spec/resilience', 'rules', resilienceRules],
  ['spec/resilience-stations', 'rules', stationRules],
  ['spec/queues', 'rules', queueRules],
  ['spec/streams', 'rules', streamRules],
  ['spec/streaming', 'rules', streamingRules],
  ['spec/imports', 'rules', importRules],
  ['spec/published', 'rules', publishedRules],
  ['spec/unconfirmed', 'rules', unconfirmed],
];

/** Every page, in the order of the contents. */
export const PAGES: readonly ModelPage[] = TEXTS.map(([name, group, text]) => {
  const sections = readMarkdown(text);
  return { name, group, sections, title: shortTitle(sections[0]?.title ?? name) };
});

/** A page's title as the contents say it. */
function shortTitle(title: string): string {
  const short = title.replace(/: what is (?:modelled|read).*$|^Rules: /, '');
  if (short.startsWith('gRPC')) return short;
  return short.slice(0, 1).toUpperCase() + short.slice(1);
}

const RULE = /^[A-Z]{1,4}\d+$/;

/** The number of the rule that a line states; undefined when it states none. */
export function ruleOf(line: Line): string | undefined {
  const [first] = line;
  return first?.type === 'strong' && RULE.test(first.text) ? first.text : undefined;
}

/** Where each rule is stated, by its number. */
export const RULES: ReadonlyMap<string, Place> = new Map(
  PAGES.filter(({ group }) => group === 'rules').flatMap(({ name, sections }) =>
    sections.flatMap(({ blocks }) =>
      blocks.flatMap(linesOf).flatMap((line) => {
        const rule = ruleOf(line);
        return rule === undefined ? [] : [[rule, { page: name, target: rule }] as const];
      }),
    ),
  ),
);

/** The page with this name; the overview when there is none. */
export function pageNamed(name: string): ModelPage {
  return PAGES.find((page) => page.name === name) ?? PAGES[0]!;
}

/** The place that a topic such as `services#databases` names. */
export function placeOfTopic(topic: string): Place {
  const [page = '', target] = topic.split('#');
  return target === undefined ? { page } : { page, target };
}

/** The place that a link between the pages leads to; undefined when it leads elsewhere. */
export function placeOfLink(href: string): Place | undefined {
  const match = /^(?:\.\/|\.\.\/)?(?:docs\/)?(?:model\/)?([a-z/-]+)\.md(?:#(.+))?$/.exec(href);
  const name = match?.[1] === 'model' ? 'overview' : match?.[1];
  if (name === undefined || !PAGES.some((page) => page.name === name)) return undefined;
  return match?.[2] === undefined ? { page: name } : { page: name, target: match[2] };
}

/** A section in which something was found, with the blocks that contain it. */
export interface Finding {
  readonly page: ModelPage;
  readonly section: Section;
}

/** Small words of a query. */
export function wordsOf(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter((word) => word !== '');
}

/** Sections with all of these words in heading, page title or text, cut down to the lines that have any of them.
 *  Pages about systems come before rules. */
export function findSections(words: readonly string[]): readonly Finding[] {
  if (words.length === 0) return [];
  return PAGES.flatMap((page) =>
    page.sections.flatMap((section) => {
      const heading = `${page.title} ${section.title}`.toLowerCase();
      const lines = section.blocks.flatMap(linesOf).map((line) => plainText(line).toLowerCase());
      const missing = words.filter((word) => !heading.includes(word));
      if (!missing.every((word) => lines.some((line) => line.includes(word)))) return [];
      const blocks = section.blocks.flatMap((block) => cutDown(block, missing.length === 0 ? words : missing));
      return [{ page, section: { ...section, blocks } }];
    }),
  );
}

type Block = Section['blocks'][number];

function cutDown(block: Block, words: readonly string[]): readonly Block[] {
  const has = (line: Line): boolean => words.some((word) => plainText(line).toLowerCase().includes(word));
  if (block.type === 'paragraph') return has(block.line) ? [block] : [];
  if (block.type === 'list') {
    const items = block.items.filter(has);
    return items.length === 0 ? [] : [{ ...block, items }];
  }
  const rows = block.rows.filter((row) => row.some(has));
  return rows.length === 0 ? [] : [{ ...block, rows }];
}
