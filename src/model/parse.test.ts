import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BrownoutDocument, DOCUMENT_VERSION, emptyDocument, LIMITS } from './document.ts';
import { findJsonError } from './json-error.ts';
import { migrate, type Migration, MIGRATIONS } from './migrate.ts';
import { MAX_TEXT_BYTES, parseDocument, parseDocumentText } from './parse.ts';
import { randomDocument } from './testing/random-document.ts';

/** A small valid document to break in one place at a time. */
function shop(): BrownoutDocument {
  return {
    ...emptyDocument('Shop'),
    components: [
      { id: 'users', kind: 'client', name: 'Users', x: 0, y: 0 },
      { id: 'api', kind: 'service', name: 'Payments', x: 200, y: 0, params: { servers: 4 } },
      { id: 'store', kind: 'database', name: 'Orders', x: 400, y: 0 },
      { id: 'mailer', kind: 'service', name: 'Mailer', x: 400, y: 200 },
    ],
    connections: [
      { id: 'e1', kind: 'sync', protocol: 'http1', from: 'users', to: 'api' },
      { id: 'e2', kind: 'sync', protocol: 'tcp', from: 'api', to: 'store', params: { timeoutMs: 500 } },
      { id: 'e3', kind: 'queue', protocol: 'rabbitmq', from: 'api', to: 'mailer', channel: 'q1' },
    ],
    brokers: [{ id: 'b1', protocol: 'rabbitmq', name: 'RabbitMQ' }],
    channels: [{ id: 'q1', broker: 'b1', kind: 'queue', name: 'Mails' }],
    load: [{ atMs: 0, factor: 1 }, { atMs: 1000, factor: 2 }],
    schedule: [
      { id: 'f1', type: 'fault', fault: 'slowdown', target: 'store', atMs: 1000, durationMs: 500, params: { factor: 5 } },
      { id: 'f2', type: 'set', target: 'e2', param: 'timeoutMs', value: 'unbounded', atMs: 2000 },
      { id: 'f3', type: 'load', factor: 3, atMs: 2500 },
    ],
    log: [{ id: 'l1', type: 'fault', fault: 'cut', target: 'e1', atMs: 100 }],
    notes: [{ id: 'n1', text: 'First line\nsecond', x: 10, y: 20 }],
    view: { zoom: 1.5, selected: 'api' },
  };
}

type Anything = { [key: string]: Anything } & Anything[] & string & number;

/** The problems of the shop after `change` was made to a loose copy of it, one line each: path, place, message. */
function problemsAfter(change: (document: Anything) => unknown): string[] {
  const copy = structuredClone(shop()) as unknown as Anything;
  change(copy);
  const result = parseDocument(copy);
  return result.ok ? [] : result.problems.map(({ path, place, message }) => `${path} | ${place} | ${message}`);
}

/** Puts any value where the loose type wants something else. */
function as(value: unknown): Anything {
  return value as Anything;
}

describe('parseDocument', () => {
  it('takes a document that is right, unchanged', () => {
    expect(parseDocument(shop())).toEqual({ ok: true, document: shop() });
    expect(parseDocument(emptyDocument())).toEqual({ ok: true, document: emptyDocument() });
  });

  it('takes random documents unchanged, to the byte', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const document = randomDocument(seed);
        expect(JSON.stringify(parseDocument(document))).toBe(JSON.stringify({ ok: true, document }));
      }),
      { numRuns: 100 },
    );
  });

  it('gives the canonical form: order of fields, order of parameters, no empty params, no minus zero', () => {
    const loose = {
      ...shop(),
      components: [
        { y: -0, x: 0, name: 'A', kind: 'service', params: {}, id: 'a' },
        { y: 1, x: 0, name: 'B', kind: 'service', params: { serviceMs: 2, servers: 3, replicas: undefined }, id: 'b' },
      ],
      connections: [], channels: [], brokers: [], schedule: [], log: [], note: undefined,
    };
    const result = parseDocument(loose);
    expect(result.ok && JSON.stringify(result.document.components)).toBe(
      '[{"id":"a","kind":"service","name":"A","x":0,"y":0},{"id":"b","kind":"service","name":"B","x":0,"y":1,"params":{"servers":3,"serviceMs":2}}]',
    );
    expect(result.ok && 'note' in result.document).toBe(false);
    expect(result.ok && Object.is(result.document.components[0]!.y, 0)).toBe(true);
  });

  it.each<[string, object, readonly string[]]>([
    ['a kind that does not exist', { components: [{ id: '1', kind: 'toaster', name: 7, x: 'left', foo: 1 }] },
      ['kind', 'id', 'name', 'x', 'y', 'foo'].map((field) => `components[0].${field}`)],
    ['a protocol that does not exist', { connections: [{ id: 'e1', kind: 'ask', protocol: 'telnet', from: 7, to: 'nobody', label: 8 }] },
      ['protocol', 'kind', 'from', 'label', 'to'].map((field) => `connections[0].${field}`)],
    ['a value out of range', { connections: [{ id: 'e1', kind: 'sync', protocol: 'http1', from: 'nobody', to: 'users', params: { timeoutMs: -1, latencyMs: 'x' } }] },
      ['params.timeoutMs', 'params.latencyMs', 'from'].map((field) => `connections[0].${field}`)],
    ['a fault that does not exist', { schedule: [{ id: 'f1', type: 'fault', fault: 'flood', target: 'nobody', atMs: -1, durationMs: '1s' }] },
      ['fault', 'atMs', 'durationMs', 'target'].map((field) => `schedule[0].${field}`)],
    ['an entry of no type', { log: [{ id: 'f1', type: 'wish', atMs: -1, target: 'nobody' }] },
      ['type', 'atMs', 'target'].map((field) => `log[0].${field}`)],
    ['a channel of no kind', { channels: [{ id: 'q', kind: 'pipe', broker: 'nobody', name: 3, x: 'left' }] },
      ['kind', 'name', 'x', 'broker'].map((field) => `channels[0].${field}`)],
    ['an exchange that lacks its name', { channels: [{ id: 'q', kind: 'exchange', broker: 'nobody', alternate: 'nobody', deadLetterTo: 'nobody' }] },
      ['name', 'broker', 'alternate', 'deadLetterTo'].map((field) => `channels[0].${field}`)],
    ['a zone that lacks its name', { zones: [{ id: 'z', members: ['users', 'nobody'] }] }, ['zones[0].name', 'zones[0].members[1]']],
    ['a broker of no protocol', { brokers: [{ id: 'b', protocol: 'post', name: 3 }] }, ['brokers[0].protocol', 'brokers[0].name']],
  ])('lists every wrong field of one item with %s', (_, change, paths) => {
    const components = [{ id: 'users', kind: 'client', name: 'Users', x: 0, y: 0 }];
    const parsed = parseDocument({ ...emptyDocument(), components, ...change });
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(paths);
  });

  it('tells an id that is used twice with everything else, also where a list is missing or none', () => {
    const components = [{ id: 'a', kind: 'service', x: 0, y: 0 }, { id: 'a', kind: 'service', name: 'B', x: 0, y: 0 }];
    const { channels: _, ...rest } = { ...emptyDocument(), components };
    for (const [input, list] of [[rest, 'channels'], [{ ...emptyDocument(), components, connections: {} }, 'connections']] as const) {
      const parsed = parseDocument(input);
      const told = parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path} ${message}`);
      expect(told).toEqual(expect.arrayContaining(['components[0].name is missing', 'components[1].id "a" is used twice; every id must be different']));
      expect(told.filter((text) => text.startsWith(list))).toHaveLength(1);
      expect(told).toHaveLength(3);
    }
  });

  it('names an item without a name by what it joins, else by its id, and by its number only without either', () => {
    const problems = (change: object): readonly string[] => {
      const parsed = parseDocument({ ...emptyDocument(), ...change });
      return parsed.ok ? [] : parsed.problems.map(({ place }) => place);
    };
    const box = { kind: 'service', x: 0, y: 0 };
    expect(problems({ components: [{ ...box, id: 'api' }, { ...box, name: 'Shop' }, box] })).toEqual(['component "api", name', 'component "Shop", id', 'component 3, id', 'component 3, name']);
    expect(problems({ connections: [{ id: 'e1', kind: 'sync', protocol: 'http1', from: 'a' }] })).toContain('connection "e1", to');
    expect(problems({ schedule: [{ id: 'f1', type: 'load', factor: 1 }] })).toEqual(['schedule entry "f1", time']);
  });

  it('lists what is wrong in a document that leaves out what it may', () => {
    const { classes: _, zones: __, ...rest } = emptyDocument();
    const parsed = parseDocument({ ...rest, title: 7, components: [{ id: 'users', kind: 'client', name: 'Users', x: 0, y: 0 }] });
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(['title']);
  });

  it('names component, parameter and range in the reader\'s words, all at once', () => {
    const problems = problemsAfter((document) => {
      document['components']![1]!['params'] = as({ servers: 0, erlangStages: 1.5, hitRatio: 1, serviceDistribution: 'flat', queueCapacity: 'none' });
      document['settings']!['seed'] = as(-1);
      document['title'] = as(7);
      document['colour'] = as('red');
      document['connections']![0]!['to'] = as('nobody');
      document['connections']![1]!['to'] = as('api');
    });
    expect(problems).toEqual([
      'title | title | must be text, not 7',
      'settings.seed | settings, seed | must be from 0 to 4,294,967,295, not -1',
      'components[1].params.servers | component "Payments", workers | must be from 1 to 10,000, not 0',
      'components[1].params.queueCapacity | component "Payments", queue limit | must be a number or the word "unbounded", not "none"',
      'components[1].params.serviceDistribution | component "Payments", distribution | must be one of "exponential", "deterministic", "lognormal", "erlang", "empirical", not "flat"',
      'components[1].params.erlangStages | component "Payments", stages | must be a whole number, not 1.5',
      'components[1].params.hitRatio | component "Payments", "hitRatio" | is no parameter here',
      'colour | colour | is no field here',
      'connections[0].to | connection from "Users" to "nobody", to | "nobody" is no component or channel of this document',
    ]);
  });

  it('names the choices when a kind, protocol, fault or entry type is unknown', () => {
    const problems = problemsAfter((document) => {
      document['components']![1]!['kind'] = as('wizard');
      document['connections']![0]!['protocol'] = as('pigeon');
      document['schedule']![0]!['fault'] = as('flood');
      document['schedule']![1]!['type'] = as('wish');
    });
    expect(problems.map((line) => line.split(' | ')[1])).toEqual([
      'component "Payments", kind',
      'connection from "Users" to "Payments", protocol',
      'schedule entry "f1", fault',
      'schedule entry "f2", type',
    ]);
    expect(problems[2]).toContain('must be one of "crash", "nodeCrash", "freeze", "slowdown", "errors", "capacityLoss", "flush", "leaderLoss", "cut", "latency", "loss", "slowStart", "poison", "bandwidth", "consumerCrash", "callErrors", not "flood"');
  });

  it.each<[string, (document: Anything) => unknown, string]>([
    ['an id used twice', (d) => (d['notes']![0]!['id'] = as('api')), 'notes[0].id | note 1, id | "api" is used twice; every id must be different'],
    ['an id of the wrong form', (d) => (d['notes']![0]!['id'] = as('1st')), 'notes[0].id | note 1, id | must be an id (a letter, then letters, digits or hyphens, at most 40 characters), not "1st"'],
    ['an id that every object answers to', (d) => (d['notes']![0]!['id'] = as('constructor')), 'notes[0].id | note 1, id | must not be a word that every JavaScript object answers to'],
    ['a connection to itself', (d) => (d['connections']![1]!['to'] = as('api')), 'connections[1] | connection from "Payments" to "Payments" | leads back to where it begins'],
    ['a connection into clients', (d) => (d['connections']![1]!['to'] = as('users')), 'connections[1] | connection from "Payments" to "Users" | cannot end at "Users" (clients) as a call and reply: nothing may end there'],
    ['a call out of a database', (d) => (d['connections']![1] = as({ ...(d['connections']![1] as object), from: 'store', to: 'api' })), 'connections[1] | connection from "Orders" to "Payments" | cannot begin at "Orders" (database) as a call and reply: nothing may begin there'],
    ['a queue into a database', (d) => (d['connections']![2]!['to'] = as('store')), 'connections[2] | connection from "Payments" to "Orders" | cannot end at "Orders" (database) as a queue: only a call and reply may end there'],
    ['a protocol of another kind', (d) => (d['connections']![0]!['protocol'] = as('kafka')), 'connections[0].protocol | connection from "Users" to "Payments", protocol | Kafka makes a stream connection, not a sync one: set "kind" to "stream", with a "channel" on a broker of Kafka, or "protocol" to one of http1, http2, grpc, tcp'],
    ['a queue without a channel', (d) => delete d['connections']![2]!['channel'], 'connections[2].channel | connection from "Payments" to "Mailer", channel | is missing: every queue and stream needs one'],
    ['a channel that does not exist', (d) => (d['connections']![2]!['channel'] = as('q9')), 'connections[2].channel | connection from "Payments" to "Mailer", channel | "q9" is no channel of this document'],
    ['a call with a channel', (d) => (d['connections']![0]!['channel'] = as('q1')), 'connections[0].channel | connection from "Users" to "Payments", channel | belongs to queues and streams only, not to a call and reply'],
    ['a channel that the broker\'s protocol does not match', (d) => (d['connections']![2]!['protocol'] = as('serviceBus')), 'connections[2].protocol | connection from "Payments" to "Mailer", protocol | must be RabbitMQ, the protocol of its channel\'s broker, not Azure Service Bus'],
    ['a channel of the wrong kind', (d) => (d['channels']![0]!['kind'] = as('log')), 'channels[0].kind | channel "Mails", kind | must be "queue" for RabbitMQ, not "log"'],
    ['a channel of no broker', (d) => (d['channels']![0]!['broker'] = as('api')), 'channels[0].broker | channel "Mails", broker | "api" is no broker of this document'],
    ['half a position', (d) => (d['channels']![0]!['x'] = as(1)), 'channels[0] | channel "Mails" | has half a position; give x and y, or neither'],
    ['an end at a channel without a box', (d) => (d['connections']![2]!['to'] = as('q1')), 'connections[2] | connection from "Payments" to "Mails" | ends at the channel "Mails", which has no position; only a channel shown as a box can be an end'],
    ['a fault that does not suit its target', (d) => (d['schedule']![0]!['target'] = as('e1')), 'schedule[0].target | schedule entry "f1", target | "Slow down" can be aimed at a component or broker, not at a connection'],
    ['a fault aimed at a channel', (d) => (d['log']![0]!['target'] = as('q1')), 'log[0].target | log entry "l1", target | "Cut" can be aimed at a connection, not at a channel'],
    ['a fault aimed at a note', (d) => (d['log']![0]!['target'] = as('n1')), 'log[0].target | log entry "l1", target | "n1" is nothing that a fault can be aimed at'],
    ['a setting of an unknown parameter', (d) => (d['schedule']![1]!['param'] = as('colour')), 'schedule[1].param | schedule entry "f2", parameter | "colour" is no parameter of its target'],
    ['a setting that needs a new network', (d) => (d['schedule']![1]!['param'] = as('callsPerRequest')), 'schedule[1].param | schedule entry "f2", parameter | "Calls per request" cannot be changed while the system runs'],
    ['a setting out of range', (d) => (d['schedule']![1]!['value'] = as(0)), 'schedule[1].value | schedule entry "f2", value | 0 is not in the range of "Timeout", 1 to 3,600,000'],
    ['a setting of a fault', (d) => (d['schedule']![1]!['target'] = as('f1')), 'schedule[1].target | schedule entry "f2", target | "f1" has no parameters that could be set'],
    ['load points out of order', (d) => (d['load']![1]!['atMs'] = as(-0.5)), 'load[1].atMs | load point 2, time | must be from 0 to 31,536,000,000, not -0.5'],
    ['load points that go back', (d) => (d['load']![0]!['atMs'] = as(5000)), 'load[1].atMs | load point 2, time | comes before the point in front of it'],
    ['a warm-up longer than the run', (d) => (d['settings']!['warmUpMs'] = as(600_001)), 'settings.warmUpMs | settings, warm-up | must not be longer than the run'],
    ['a name that is too long', (d) => (d['components']![0]!['name'] = as('x'.repeat(81))), `components[0].name | component "${'x'.repeat(39)}…", name | has 81 characters; at most 80 are allowed`],
    ['a control character in a name', (d) => (d['title'] = as('a\nb')), 'title | title | holds control characters'],
    ['a character that turns the words around a name', (d) => (d['title'] = as('\u202eb')), 'title | title | holds control characters'],
    ['a control character in a note', (d) => (d['note'] = as('a\u0000b')), 'note | description | holds control characters'],
    ['half a character', (d) => (d['title'] = as('a\ud800')), 'title | title | holds half a character'],
    ['a number that is none', (d) => (d['components']![0]!['x'] = as(Number.NaN)), 'components[0].x | component "Users", horizontal position | must be a finite number'],
    ['too many components', (d) => (d['components'] = as(Array.from({ length: 1001 }, (_, i) => ({ id: `c${i}`, kind: 'service', name: 'A', x: 0, y: 0 })))), 'components | components | has 1,001 components; at most 1,000 are allowed'],
    ['a list that is none', (d) => (d['components'] = as({ a: 1 })), 'components | components | must be a list, not an object'],
    ['a missing field', (d) => delete d['settings'], 'settings | settings | is missing'],
    ['an item that is no object', (d) => (d['notes']![0] = as(null)), 'notes[0] | note 1 | must be an object, not null'],
    ['several unknown fields', (d) => Object.assign(d['notes']![0]!, { a: 1, b: 2 }), 'notes[0].a | note "n1", a | is no field here, nor "b"'],
    ['a document of the future', (d) => (d['version'] = as(2)), 'version | version | is 2: made by a newer version of Brownout; this one reads up to 1'],
    ['another format', (d) => (d['format'] = as('drawing')), 'format | format | must be "brownout": this is not a Brownout document'],
  ])('says where and what: %s', (_name, change, line) => {
    expect(problemsAfter(change)).toEqual([line]);
  });

  it('says nothing about what refers to an item that is reported already', () => {
    expect(problemsAfter((d) => (d['components']![2]!['x'] = as('left')))).toEqual([
      'components[2].x | component "Orders", horizontal position | must be a number, not "left"',
    ]);
  });

  it('lists at most 100 problems and counts the others', () => {
    const problems = problemsAfter((d) => (d['notes'] = as(Array.from({ length: 150 }, () => ({})))));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toBe(' | document | and 500 more');
  });

  it('takes nothing that could reach a prototype, and leaves prototypes alone', () => {
    const hostile: unknown = JSON.parse('{"format":"brownout","__proto__":{"polluted":1},"settings":{"__proto__":{"polluted":2}},"constructor":{"prototype":{"polluted":3}}}');
    const result = parseDocument(hostile);
    expect(result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      ': has a field called "__proto__", which is not allowed',
      'settings: has a field called "__proto__", which is not allowed',
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(problemsAfter((d) => (d['constructor'] = as({})))).toEqual(['constructor | constructor | is no field here']);
    expect(problemsAfter((d) => (d['components']![0]!['kind'] = as('toString')))[0]).toContain('must be one of');
  });

  it.each<[string, () => unknown]>([
    ['null', () => null],
    ['a list', () => []],
    ['text', () => 'brownout'],
    ['a date', () => new Date(0)],
    ['a function', () => () => 1],
    ['a map in a field', () => ({ ...shop(), settings: new Map() })],
    ['a cycle', () => { const loop: Record<string, unknown> = {}; loop['self'] = loop; return loop; }],
    ['shared references that multiply', () => { let level: unknown = [1]; for (let i = 0; i < 11; i++) level = Array(100).fill(level); return level; }],
  ])('refuses %s without throwing', (_name, make) => {
    const result = parseDocument(make());
    expect(result.ok).toBe(false);
    expect(!result.ok && result.problems.length).toBeGreaterThan(0);
  });
});

describe('parseDocumentText', () => {
  const first = (text: string): string => {
    const result = parseDocumentText(text);
    return result.ok ? 'ok' : `${result.problems[0]!.place}: ${result.problems[0]!.message}`;
  };

  it('reads what was written, with a byte order mark or without', () => {
    expect(parseDocumentText(JSON.stringify(shop(), null, 2))).toEqual({ ok: true, document: shop() });
    expect(first(`\ufeff${JSON.stringify(shop())}`)).toBe('ok');
  });

  it.each([
    ['', 'file: is empty'],
    ['{\n  "title": "x",\n}', 'line 2, column 15: is not valid JSON: a comma stands before "}"'],
    ['[1, 2', 'line 1, column 6: is not valid JSON: "," or "]" was expected, not the end'],
    ['{"a": tru}', 'line 1, column 7: is not valid JSON: a value was expected, not "t"'],
    ['{a: 1}', 'line 1, column 2: is not valid JSON: a field name in double quotes was expected, not "a"'],
    ['{"a" 1}', 'line 1, column 6: is not valid JSON: ":" was expected, not "1"'],
    ['["open]', 'line 1, column 2: is not valid JSON: text in quotes is not closed on its line'],
    ['["\\x"]', 'line 1, column 3: is not valid JSON: unknown escape after a backslash'],
    ['{} {}', 'line 1, column 4: is not valid JSON: something follows the end: "{"'],
    ['[01]', 'line 1, column 3: is not valid JSON: "," or "]" was expected, not "1"'],
    ['flowchart LR', 'line 1, column 1: is not valid JSON: a value was expected, not "f"'],
  ])('says where %j stops being JSON', (text, message) => {
    expect(first(text)).toBe(message);
  });

  it('reads the example of the documentation', () => {
    const page = readFileSync(new URL('../../docs/file-format.md', import.meta.url), 'utf8');
    expect(first(/```json\n([^]*?)```/.exec(page)![1]!)).toBe('ok');
  });

  it('refuses more than 4 MiB, counted in bytes', () => {
    expect(first(' '.repeat(MAX_TEXT_BYTES + 1))).toBe('file: is larger than 4 MiB, the most that is read');
    expect(first('€'.repeat(1_400_000))).toBe('file: is larger than 4 MiB, the most that is read');
    expect(first(`${' '.repeat(MAX_TEXT_BYTES - 2)}[]`)).toContain('is not a Brownout document');
  });

  it('reads nesting, long text and many escapes at the cap without giving up', () => {
    expect(first('['.repeat(MAX_TEXT_BYTES))).toContain('is not valid JSON');
    expect(first(`["${'\\n'.repeat(2_000_000)}`)).toContain('is not valid JSON');
    expect(first(`${'[1,'.repeat(1_300_000)}`)).toContain('is not valid JSON');
    expect(first(`[${'[],'.repeat(1_300_000)}[]]`)).toContain('far too many');
  });

  it('counts what is wrong beyond the hundred problems that it lists', () => {
    const many = <Item>(item: Item): readonly Item[] => Array.from({ length: 3000 }, () => item);
    const parsed = parseDocument({
      ...emptyDocument(),
      components: many({ kind: 'toaster' }),
      connections: many({ protocol: 'telnet', from: 'nobody', to: 'nowhere' }),
    });
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems).toHaveLength(101);
    expect(problems.slice(0, 100).every(({ path, place }) => path !== '' && place !== '')).toBe(true);
    // Five fields of each component, and of each connection its protocol, id, kind and two ends.
    expect(problems.at(-1)?.message).toMatch(/^and [\d,]+ more$/);
    expect(Number(problems.at(-1)?.message.replace(/\D/g, ''))).toBeGreaterThan(20_000);
  });

  it.each([1, 80])('opens whatever the limits let be drawn, with names of %i characters', (letters) => {
    const name = (index: number): string => `${index}`.padEnd(letters, 'abc');
    const components = Array.from({ length: LIMITS.components }, (_, i) => {
      return { id: `c${i}`, kind: 'service', name: name(i), x: 12_345 + i, y: -i, params: { servers: 7, queueCapacity: 99 } };
    });
    const connections = Array.from({ length: LIMITS.connections }, (_, i) => {
      const [from, to] = [i % 1000, (i + 1 + Math.floor(i / 1000)) % 1000];
      return { id: `e${i}`, kind: 'sync', protocol: 'http1', from: `c${from}`, to: `c${to}`, label: name(i), params: { timeoutMs: 777, latencyMs: 3 } };
    });
    const text = JSON.stringify({ ...emptyDocument(), components, connections });
    expect(text.length).toBeGreaterThan(262_144);
    expect(first(text)).toBe('ok');
  });
});

describe('findJsonError', () => {
  it('agrees with JSON.parse on what is JSON', () => {
    const damaged = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', '0', 'e', ' ', '\n', '-')).map(
      ([text, at, mark]) => text.slice(0, at % (text.length + 1)) + mark + text.slice((at % (text.length + 1)) + (at % 2)),
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string()), (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(findJsonError(text) === undefined).toBe(isJson);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('migrate', () => {
  const up: Migration[] = [
    (document) => ({ ...document, title: `${String(document['title'])} (from 1)` }),
    (document) => ({ ...document, notes: [] }),
  ];

  it('applies the migrations in order, from the version of the document on', () => {
    const first = { format: 'brownout', version: 1, title: 'Old' };
    expect(migrate(first, up)).toEqual({ ok: true, document: { format: 'brownout', version: 3, title: 'Old (from 1)', notes: [] } });
    expect(migrate({ ...first, version: 2 }, up)).toEqual({ ok: true, document: { format: 'brownout', version: 3, title: 'Old', notes: [] } });
    expect(migrate({ ...first, version: 3 }, up)).toEqual({ ok: true, document: { ...first, version: 3 } });
  });

  it('refuses versions that do not exist', () => {
    expect(migrate({ format: 'brownout', version: 4 }, up)).toMatchObject({ ok: false, path: ['version'] });
    for (const version of [0, 1.5, '1', undefined]) expect(migrate({ format: 'brownout', version }, up)).toMatchObject({ ok: false });
  });

  it('has one migration for every version but the newest', () => {
    expect(MIGRATIONS).toHaveLength(DOCUMENT_VERSION - 1);
  });
});
