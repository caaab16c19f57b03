import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokerSpecs, channelSpecs, componentSpecs, connectionSpecs, KINDS, PROTOCOLS } from '../../model/catalog.ts';
import type { Broker, ComponentKind, FaultKind, Protocol } from '../../model/document.ts';
import { FAULTS } from '../../model/faults.ts';
import type { HelpOwner } from '../../model/help/help-text.ts';
import { MODEL_TOPICS, modelTopic } from '../../model/help/model-topic.ts';
import type { ParameterSpec } from '../../model/parameter.ts';
import { linesOf, plainText, type Section } from './markdown.ts';
import { findSections, PAGES, placeOfLink, placeOfTopic, RULES, wordsOf } from './pages.ts';

const DOCS = join(import.meta.dirname, '../../../docs');

/** The section that a topic names, and no other; undefined when there is none. */
function sectionAt(topic: string): Section | undefined {
  const { page, target } = placeOfTopic(topic);
  const sections = PAGES.find(({ name }) => name === page)?.sections;
  return target === undefined ? sections?.[0] : sections?.find(({ id }) => id === target);
}

function textOf(section: Section): string {
  return section.blocks.flatMap(linesOf).map(plainText).join('\n');
}

const OWNERS: readonly (readonly [HelpOwner, readonly ParameterSpec[]])[] = [
  ...(Object.keys(FAULTS) as FaultKind[]).map((fault) => [fault, FAULTS[fault].params] as const),
  ...(Object.keys(KINDS) as ComponentKind[]).map((kind) => [kind, componentSpecs({ kind })] as const),
  ...(Object.keys(PROTOCOLS) as Protocol[]).map((protocol) => [protocol, connectionSpecs({ protocol })] as const),
  ...(Object.keys(PROTOCOLS) as Broker['protocol'][]).flatMap((protocol) => [
    [`${protocol}Channel`, channelSpecs({ kind: 'queue' }, { protocol })] as const,
    [`${protocol}Exchange`, channelSpecs({ kind: 'exchange' }, { protocol })] as const,
    [`${protocol}Broker`, brokerSpecs({ protocol })] as const,
  ]),
];

describe('pages about the model', () => {
  it.each([...Object.keys(KINDS), ...Object.keys(PROTOCOLS), ...Object.keys(FAULTS)] as (keyof typeof MODEL_TOPICS)[])(
    'have a section for %s with words in it',
    (name) => {
      const section = sectionAt(MODEL_TOPICS[name]);
      expect(section).toBeDefined();
      expect(textOf(section!).length).toBeGreaterThan(40);
    },
  );

  it.each(Object.entries(FAULTS))('name the fault %s as the app does', (name, { label }) => {
    expect(sectionAt(MODEL_TOPICS[name as keyof typeof MODEL_TOPICS])!.title).toBe(label);
  });

  it.each(OWNERS)('tell where every parameter of %s belongs', (owner, specs) => {
    const missing = specs.filter((spec) => sectionAt(modelTopic(owner, spec)) === undefined);
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('have every kind and protocol in the overview, by the name that the app shows', () => {
    const systems = sectionAt('overview#systems')!;
    const first = systems.blocks.flatMap((block) => (block.type === 'table' ? block.rows.map(([cell]) => plainText(cell!)) : []));
    const named = first.flatMap((cell) => cell.split(', '));
    const labels = [...Object.values(KINDS), ...Object.values(PROTOCOLS)].map(({ label }) => label);
    expect(labels.filter((label) => !named.includes(label))).toEqual([]);
  });

  it.each(PAGES.filter(({ name, group }) => group === 'model' && name !== 'overview'))(
    'tell of $name what is simplified, what is left out, and how to read a result',
    ({ sections }) => {
      const titles = sections.map(({ title }) => title);
      expect(titles).toEqual(expect.arrayContaining(['Simplified', 'Left out']));
      expect(titles.some((title) => ['Reading a result', 'How to read the figures'].includes(title))).toBe(true);
    },
  );

  it('mention only rules that exist', () => {
    const prefixes = new Set([...RULES.keys()].map((rule) => rule.replace(/\d+$/, '')));
    const mentioned = PAGES.filter(({ group }) => group === 'model').flatMap(({ name, sections }) =>
      [...sections.map(textOf).join('\n').replaceAll(/gRFC A\d+/g, '').matchAll(/\b([A-Z]+)(\d+)\b/g)].map(([rule, prefix]) => ({ name, rule, prefix: prefix! })),
    );
    const known = mentioned.filter(({ prefix }) => prefixes.has(prefix));
    expect(known.length).toBeGreaterThan(200);
    expect(known.filter(({ rule }) => !RULES.has(rule)).map(({ name, rule }) => `${name}: ${rule}`)).toEqual([]);
    expect([...new Set(mentioned.filter(({ prefix }) => !prefixes.has(prefix)).map(({ rule }) => rule))]).toEqual([]);
  });

  it('know every rule of the specification', () => {
    const files = ['spec.md', ...readdirSync(join(DOCS, 'spec')).map((file) => `spec/${file}`)].filter((file) => !file.endsWith('coverage.md'));
    const stated = files.flatMap((file) => [...readFileSync(join(DOCS, file), 'utf8').matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(([, rule]) => rule!));
    expect([...RULES.keys()].toSorted()).toEqual(stated.toSorted());
  });

  it('are all of the files in docs/model and docs/spec, but for the table of tests', () => {
    const files = (folder: string): string[] => readdirSync(join(DOCS, folder)).map((file) => file.replace(/\.md$/, ''));
    const names = PAGES.map(({ name }) => name);
    expect(names.toSorted()).toEqual(
      ['overview', 'spec', ...files('model'), ...files('spec').filter((file) => file !== 'coverage').map((file) => `spec/${file}`)].toSorted(),
    );
  });

  it('link to each other only where there is something', () => {
    const links = PAGES.flatMap(({ name, sections }) =>
      sections.flatMap(({ blocks }) =>
        blocks.flatMap(linesOf).flatMap((line) => line.flatMap((inline) => (inline.type === 'link' ? [{ name, href: inline.href }] : []))),
      ),
    );
    expect(links.length).toBeGreaterThan(20);
    for (const { name, href } of links) {
      const place = placeOfLink(href);
      expect({ name, href, found: place !== undefined && sectionAt([place.page, place.target].filter(Boolean).join('#')) !== undefined }).toEqual({ name, href, found: true });
      const folder = name === 'overview' ? DOCS : join(DOCS, 'model');
      expect(existsSync(join(folder, href.replace(/#.*$/, '')))).toBe(true);
    }
  });

  it('have no two headings of one name in a page', () => {
    const doubled = PAGES.flatMap(({ name, sections }) => {
      const ids = sections.map(({ id }) => id);
      return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${name}#${id}`);
    });
    expect(doubled).toEqual([]);
  });
});

describe('search', () => {
  it('finds sections that have all words, cut down to the lines that have one', () => {
    const found = findSections(wordsOf('Kafka  linger'));
    expect(found[0]?.page.name).toBe('kafka');
    expect(found.every(({ page, section }) => /linger/i.test(`${page.title} ${section.title} ${textOf(section)}`))).toBe(true);
    const defaults = found.find(({ page, section }) => page.name === 'kafka' && section.id === 'defaults')!;
    expect(textOf(defaults.section)).toContain('Linger');
    expect(textOf(defaults.section)).not.toContain('Retention');
  });

  it('finds a rule by its number, where it is stated and where it is mentioned', () => {
    const names = findSections(wordsOf('q41')).map(({ page }) => page.name);
    expect(names).toEqual(['service-bus', 'spec/queues']);
  });

  it('finds nothing for no words and for words that are nowhere', () => {
    expect(findSections(wordsOf('  '))).toEqual([]);
    expect(findSections(wordsOf('xylophone'))).toEqual([]);
  });
});

it('takes for a place only what is a page of its own', () => {
  expect(placeOfLink('model/kafka.md#defaults')).toEqual({ page: 'kafka', target: 'defaults' });
  expect(placeOfLink('../model.md')).toEqual({ page: 'overview' });
  expect(placeOfLink('docs/spec/queues.md')).toEqual({ page: 'spec/queues' });
  expect(placeOfLink('javascript:alert(1)//.md')).toBeUndefined();
  expect(placeOfLink('https://example.com/kafka.md')).toBeUndefined();
  expect(placeOfLink('docs/spec/coverage.md')).toBeUndefined();
});
