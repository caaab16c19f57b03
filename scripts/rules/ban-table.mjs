/**
 * Something that source code may use in some places only.
 * @typedef {object} Ban
 * @property {string} name What the rule is called in messages.
 * @property {readonly string[]} [globals] Names of globals, used plainly or as a member of `window`, `self` or `globalThis`.
 * @property {readonly string[]} [members] Names of members, whoever has them.
 * @property {readonly string[]} [attributes] Names of JSX attributes.
 * @property {readonly string[]} [operators] Operators.
 * @property {readonly string[]} [calls] Methods that may not be called with an argument: `toString`, when it writes what may be a fraction.
 * @property {{ object: string, allowed: readonly string[] }} [only] An object of which these members alone may be used.
 * @property {readonly string[]} [within] Where the ban holds; everywhere if left out.
 * @property {readonly string[]} [except] Where it does not hold: the places that are there for it.
 * @property {string} instead What to do instead.
 */

/** Folders whose results must be the same on every host, to the last bit. */
const PURE = ['base', 'model', 'engine'];

/** The page's dealings with clocks, storage, addresses and the network: one adapter file each. */
const ADAPTERS = ['worker', 'store/adapters', 'ui/widgets/frame-loop.ts', 'cli'];

/** Math members that every host computes alike: they are exact, or rounded correctly by definition. Of the rest of the
 * language the standard leaves these to the host, and each is banned below: fractions in another radix, texts by locale or by
 * the host's Unicode tables, the wall clock, shared memory, collection of garbage, and traces of the stack. Decimal texts of
 * numbers (`toFixed`, `toPrecision`, `String`), the order of keys, and sorting by a comparator that tells a number are exact;
 * the types refuse a comparator that tells true or false. */
const EXACT_MATH = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'];
const MATH_CONSTANTS = ['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'];

const STORAGE = ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore'];
const NETWORK = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'];

/**
 * Every ban of the project. Tests are free of them.
 * @type {readonly Ban[]}
 */
export const BANS = [
  {
    name: 'inexact mathematics',
    only: { object: 'Math', allowed: [...EXACT_MATH, ...MATH_CONSTANTS] },
    operators: ['**', '**='],
    within: PURE,
    instead: 'Hosts differ in the last bit of it (and Math.random cannot be repeated): use base/math.ts and base/random.ts.',
  },
  {
    name: 'a fraction in another radix',
    calls: ['toString'],
    within: PURE,
    instead: 'Hosts may approximate its digits: make it a whole number first, as in (x >>> 0).toString(16).',
  },
  {
    name: 'text that depends on the locale or on the host',
    globals: ['Intl'],
    members: ['localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toLocaleLowerCase', 'toLocaleUpperCase', 'normalize', 'stack'],
    within: PURE,
    instead: 'Results must not depend on where they are computed: compare code units, format in ui.',
  },
  {
    name: 'the host',
    globals: ['console', 'process', 'crypto', 'navigator', 'document', 'window', 'self', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics'],
    within: PURE,
    instead: 'This folder knows no host: return the fact and let the caller deal with it.',
  },
  {
    name: 'the wall clock',
    globals: ['Date', 'Temporal', 'performance'],
    except: ADAPTERS,
    instead: 'Take the time from an adapter: src/worker, src/store/adapters or the frame loop.',
  },
  {
    name: 'a timer',
    globals: ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestIdleCallback'],
    except: ADAPTERS,
    instead: 'Use an adapter: src/worker, src/store/adapters or the frame loop.',
  },
  {
    name: 'an animation frame',
    globals: ['requestAnimationFrame', 'cancelAnimationFrame'],
    except: ['ui/widgets/frame-loop.ts'],
    instead: 'There is one animation-frame loop: subscribe to ui/widgets/frame-loop.ts.',
  },
  {
    name: 'browser storage, the address or the network',
    globals: [...STORAGE, 'location', 'history', ...NETWORK],
    except: ['worker', 'store/adapters'],
    instead: 'Use its adapter in src/store/adapters.',
  },
  {
    name: 'making markup or code out of text',
    globals: ['eval', 'Function'],
    members: ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'dangerouslySetInnerHTML', 'setHTMLUnsafe'],
    attributes: ['dangerouslySetInnerHTML', 'srcDoc'],
    instead: 'Documents come from strangers, so their text stays text: let React render it.',
  },
];
