/** An address of another container in a setting or command. */
export interface HostMention {
  readonly host: string;
  readonly scheme: string | undefined;
  readonly port: number | undefined;
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*/;
/** Deepest nesting of defaults in defaults. */
const MAX_NESTING = 5;
/** Longest text that comes out of an interpolation. */
const MAX_TEXT = 20_000;

/** Replaces variables by their defaults: `${HOST:-db}` becomes `db`, a variable without a default becomes nothing, and
 *  `$$` a dollar sign. What is set in the real environment is not known here. */
export function interpolate(text: string, nesting = 0): string {
  let result = '';
  let at = 0;
  while (at < text.length && result.length < MAX_TEXT) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) break;
    result += text.slice(at, dollar);
    const next = text[dollar + 1];
    if (next === '$') {
      result += '$';
      at = dollar + 2;
    } else if (next === '{') {
      const end = closingBrace(text, dollar + 2);
      result += nesting < MAX_NESTING ? defaultOf(text.slice(dollar + 2, end), nesting) : '';
      at = end + 1;
    } else {
      at = dollar + 1 + (VARIABLE.exec(text.slice(dollar + 1, dollar + 101))?.[0].length ?? 0);
    }
  }
  return (result + text.slice(at)).slice(0, MAX_TEXT);
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '}' && --depth === 0) return at;
    if (text[at] === '{' && text[at - 1] === '$') depth++;
  }
  return text.length;
}

function defaultOf(inner: string, nesting: number): string {
  const name = VARIABLE.exec(inner)?.[0] ?? '';
  const found = /^:?([-+?])/.exec(inner.slice(name.length));
  // "+" gives a value only when the variable is set, and "?" demands one: neither is known.
  return found?.[1] === '-' ? interpolate(inner.slice(name.length + found[0].length), nesting + 1) : '';
}

const ADDRESS = /(?:([a-z][a-z0-9+.-]{0,30}):\/\/(?:[^\s@/,;"']{0,200}@)?)?([A-Za-z0-9][A-Za-z0-9_.-]*)(?::(\d{1,5})(?!\d))?/gi;
/** Words that announce an address, at the end of a setting's name or before a value. */
const HOST_WORDS = 'host|hosts|hostname|hostport|addr|address|addresses|url|urls|uri|uris|endpoint|endpoints|server|servers|broker|brokers|bootstrap|upstream|upstreams|backend|proxy|service|dsn|nodes|peers|connection|connect|target|targets|contact_points|master|api|origin';
const HOST_KEY = new RegExp(`(?:^|[_.\\-])(?:${HOST_WORDS})(?:s|_list|_?\\d+)?$|(?:host|url|uri|address|addr|endpoint|servers?)$`, 'i');
const HOST_BEFORE = new RegExp(`(?:(?:^|[^a-z])(?:${HOST_WORDS}|data source)["']?\\s*[=: ]\\s*["']?|(?:^|\\s)-h\\s+|@)$`, 'i');
/** Names of settings of which the whole is an address, whatever they are called after. */
const CONNECTION_KEY = /^connectionstrings?__/i;
/** Settings for those who watch over others. */
const WATCH_KEY = /health|[_a-z]hc$/i;
const NO_HOST_KEY = /^(?:services?|app|role|mode|type|component|name)$|(?:user(?:name)?|pass(?:word)?|secret|token|database|schema|topics?|queues?|db_?name|db|bucket|index|key)$/i;
/** Most addresses that are read from one text. */
const MAX_MENTIONS = 200;

/** Addresses in a text that name one of the hosts. A bare word counts only where an address is expected, since a
 *  database or a user may well have the name of a service. */
export function hostMentions(text: string, key: string, isHost: (host: string) => boolean): HostMention[] {
  const found: HostMention[] = [];
  if (WATCH_KEY.test(key)) return [];
  const isAddressKey = CONNECTION_KEY.test(key) || (HOST_KEY.test(key) && !NO_HOST_KEY.test(key));
  for (const match of text.matchAll(ADDRESS)) {
    const [, scheme, word = '', port] = match;
    const host = isHost(word) ? word : word.split('.')[0]!;
    if (!isHost(host) || found.length >= MAX_MENTIONS) continue;
    const before = text.slice(Math.max(0, match.index - 40), match.index);
    const isAddress = scheme !== undefined || port !== undefined || HOST_BEFORE.test(before) || (isAddressKey && isWholeItem(text, match));
    if (isAddress) found.push({ host, scheme: scheme?.toLowerCase(), port: port === undefined ? undefined : Number(port) });
  }
  return found;
}

const ADDRESS_SUFFIX = /[-_]+(?:service[-_]+)?(?:addr|address|host|hostname|url|uri|endpoint|server|servers|service)$/i;

/** Schemes of the addresses in a text that have no host: it comes from a variable. */
export function hostlessSchemes(text: string): string[] {
  return [...text.matchAll(/([a-z][a-z0-9+.-]{0,30}):\/\/(?:[^\s@/,;"']{0,200}@)?(?=[:/]|$)/gi)].slice(0, MAX_MENTIONS).map(([, scheme]) => scheme!);
}

/** The service that a setting's own name speaks of, as in `PRODUCT_CATALOG_ADDR`: lower case with hyphens. */
export function serviceOfKey(key: string): string | undefined {
  if (!ADDRESS_SUFFIX.test(key)) return undefined;
  return plainName(key.replace(ADDRESS_SUFFIX, ''));
}

/** A name in lower case with hyphens for all that parts words. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Names of variables in a text that have no default. */
export function openVariables(text: string): string[] {
  return [...text.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)(?=\}|[^A-Za-z0-9_:?+-]|$)/g)].slice(0, 20).map(([, name]) => name!);
}

/** Whether a match is the text or one of its items between commas, apart from a path behind it. */
function isWholeItem(text: string, match: RegExpExecArray): boolean {
  const before = text[match.index - 1];
  const after = text[match.index + match[0].length];
  return (before === undefined || /[,;\s"'[(]/.test(before)) && (after === undefined || /[,;\s"'\])/]/.test(after));
}
