/** A reference in a text of a manifest: `{orders.bindings.http.url}` is `orders` with the path `bindings`, `http`, `url`. */
export interface Placeholder {
  readonly name: string;
  readonly path: readonly string[];
}

/** An address by a name of service discovery: `http://_grpc.catalog` is the endpoint `grpc` of `catalog`. */
export interface DiscoveryName {
  readonly name: string;
  readonly endpoint: string | undefined;
}

/** What may follow the name in a placeholder. A brace with anything else is text, such as a route pattern. */
const PARTS = /^(connectionString|bindings|outputs?|secretOutputs|secrets|value|inputs|containerImage|containerPort)$/;
const PLACEHOLDER = /\{([^{}.\s*]+)\.([^{}\s*]+)\}/g;
const DISCOVERY = /[a-z][a-z0-9+.-]{0,30}:\/\/(?:_([A-Za-z0-9-]{1,64})\.)?([A-Za-z0-9_-]{1,80})(?=[:/?,;"'\s]|$)/g;
/** Most references that are read from one text. */
const MAX_FOUND = 200;

/** The placeholders of a text. Text in braces that is none is left alone. */
export function placeholders(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (const [, name = '', rest = ''] of text.matchAll(PLACEHOLDER)) {
    const path = rest.split('.');
    if (PARTS.test(path[0]!) && found.length < MAX_FOUND) found.push({ name, path });
  }
  return found;
}

/** Names of service discovery in the addresses of a text. */
export function discoveryNames(text: string): DiscoveryName[] {
  const found: DiscoveryName[] = [];
  for (const [, endpoint, name = ''] of text.matchAll(DISCOVERY)) if (found.length < MAX_FOUND) found.push({ name, endpoint });
  return found;
}

/** The value of one entry of a connection string, such as `EntityPath` of `Endpoint=...;EntityPath=invoices`. */
export function connectionEntry(text: string, name: string): string | undefined {
  for (const entry of text.split(';', MAX_FOUND)) {
    const equals = entry.indexOf('=');
    if (equals > 0 && entry.slice(0, equals).trim().toLowerCase() === name.toLowerCase()) return entry.slice(equals + 1).trim();
  }
  return undefined;
}
