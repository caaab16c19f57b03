import { interpolate, openVariables } from './compose-text.ts';
import type { DraftBuilder } from './draft-builder.ts';
import { entriesOf, field, isPlain, type Plain, textField, textItems, textOf } from './plain.ts';

/** A service of a compose file in one form, whichever of the file's forms it is written in. Variables are replaced. */
export interface ComposeService {
  readonly name: string;
  readonly image: string;
  /** What runs in it: the image, or what that is built from. Services with the same code may still start differently. */
  readonly code: string;
  readonly dependsOn: readonly { readonly name: string; readonly isCompletion: boolean }[];
  readonly links: readonly { readonly name: string; readonly alias: string }[];
  readonly settings: readonly (readonly [string, string])[];
  /** Names of settings whose value is not in the file, and of the variables that others take theirs from. */
  readonly openNames: readonly string[];
  readonly labels: readonly (readonly [string, string])[];
  /** Command and entry point in one text. */
  readonly command: string;
  /** Other names that the network knows it by. */
  readonly aliases: readonly string[];
  readonly replicas: number | undefined;
  /** Ports that the container listens on, as far as the file says. */
  readonly ports: readonly number[];
  readonly isPublished: boolean;
  readonly isExposed: boolean;
  readonly profiles: readonly string[];
  readonly hasSettingsFile: boolean;
}

/** Longest chain of services that extend each other. */
const MAX_EXTENDS = 10;

/** The services of a compose file by name. Services that extend others of the file have what they inherit. */
export function composeServices(builder: DraftBuilder, services: Plain): ReadonlyMap<string, ComposeService> {
  const found = new Map<string, ComposeService>();
  for (const [name, raw] of Object.entries(services)) {
    if (!isPlain(raw)) builder.warn(name, 'is no service: fields were expected');
    else found.set(name, composeService(name, inherited(builder, services, name, raw)));
  }
  return found;
}

function inherited(builder: DraftBuilder, services: Plain, name: string, raw: Plain): Plain {
  let service = raw;
  const seen = new Set([name]);
  for (let base = field(raw, 'extends'); base !== undefined && base !== null; ) {
    const parent = textOf(base) ?? textField(base, 'service') ?? '';
    if (textField(base, 'file') !== undefined) {
      builder.warn(name, 'extends a service of another file, which is not read');
      return service;
    }
    const found = field(services, parent);
    if (!isPlain(found) || seen.has(parent) || seen.size > MAX_EXTENDS) {
      builder.warn(name, isPlain(found) ? 'extends itself in a circle' : `extends "${parent.slice(0, 60)}", which is not in the file`);
      return service;
    }
    seen.add(parent);
    service = combined(found, service);
    base = field(found, 'extends');
  }
  return service;
}

/** A service over what it extends: settings are put together, other fields replaced. */
function combined(base: Plain, own: Plain): Plain {
  const result: Record<string, unknown> = { ...base, ...own };
  for (const name of ['environment', 'labels'] as const) {
    const pairs = [...pairsOf(field(base, name)), ...pairsOf(field(own, name))];
    result[name] = pairs.map(([key, value]) => `${key}=${value}`);
  }
  return result;
}

function composeService(name: string, raw: Plain): ComposeService {
  const deploy = field(raw, 'deploy');
  const settings = pairsOf(field(raw, 'environment'));
  const replicas = Number(interpolate(textField(deploy, 'replicas') ?? textField(raw, 'scale') ?? ''));
  const ports = field(raw, 'ports');
  return {
    name,
    image: interpolate(textField(raw, 'image') ?? ''),
    code: textField(raw, 'image') ?? codeOf(field(raw, 'build')),
    dependsOn: dependenciesOf(field(raw, 'depends_on')),
    links: textItems(field(raw, 'links')).map((link) => {
      const [target = '', alias = target] = link.split(':');
      return { name: target, alias };
    }),
    settings: settings.map(([key, value]) => [key, interpolate(value)]),
    openNames: settings.flatMap(([key, value]) => (value === '' ? [key] : openVariables(value))),
    labels: [...pairsOf(field(raw, 'labels')), ...pairsOf(field(deploy, 'labels'))].map(([key, value]) => [key, interpolate(value)]),
    command: interpolate([...words(field(raw, 'entrypoint')), ...words(field(raw, 'command'))].join(' ').slice(0, 20_000)),
    aliases: aliasesOf(raw),
    replicas: Number.isInteger(replicas) && replicas > 0 ? replicas : undefined,
    ports: [...listOf(ports), ...listOf(field(raw, 'expose'))].flatMap(containerPort),
    isPublished: listOf(ports).length > 0,
    isExposed: listOf(field(raw, 'expose')).length > 0,
    profiles: textItems(field(raw, 'profiles')),
    hasSettingsFile: field(raw, 'env_file') !== undefined,
  };
}

function codeOf(build: unknown): string {
  const context = textOf(build) ?? textField(build, 'context');
  return context === undefined ? '' : JSON.stringify([context, textField(build, 'dockerfile'), textField(build, 'target')]);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The container's side of a port: of `127.0.0.1:8080:80/tcp` it is 80, of `{target: 80}` too. */
function containerPort(value: unknown): number[] {
  const text = interpolate(textOf(value) ?? textField(value, 'target') ?? '');
  const port = Number(text.split(':').at(-1)!.replace(/\/.*$/, ''));
  return Number.isInteger(port) && port > 0 ? [port] : [];
}

function dependenciesOf(value: unknown): ComposeService['dependsOn'] {
  if (Array.isArray(value)) return textItems(value).map((name) => ({ name, isCompletion: false }));
  return entriesOf(value).map(([name, options]) => ({
    name,
    isCompletion: textField(options, 'condition') === 'service_completed_successfully',
  }));
}

/** Pairs of a map, or of a list of `NAME=value`. */
function pairsOf(value: unknown): [string, string][] {
  if (isPlain(value)) return entriesOf(value).map(([key, item]) => [key, textOf(item) ?? '']);
  return textItems(value).map((item) => {
    const equals = item.indexOf('=');
    return equals < 0 ? [item, ''] : [item.slice(0, equals), item.slice(equals + 1)];
  });
}

function words(value: unknown): string[] {
  const text = textOf(value);
  return text === undefined ? textItems(value) : [text];
}

function aliasesOf(raw: Plain): string[] {
  const networks = entriesOf(field(raw, 'networks')).flatMap(([, options]) => textItems(field(options, 'aliases')));
  const names = [textField(raw, 'container_name'), textField(raw, 'hostname')].flatMap((name) => name ?? []);
  return [...names, ...networks].map((name) => interpolate(name)).filter((name) => name !== '');
}
