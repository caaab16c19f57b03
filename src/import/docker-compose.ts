import { addServices, type ComposeParts } from './compose-parts.ts';
import { type ComposeService, composeServices } from './compose-services.ts';
import { addTraffic } from './compose-traffic.ts';
import { readYaml } from './compose-yaml.ts';
import { DraftBuilder } from './draft-builder.ts';
import { finishImport, tooMany } from './finish-import.ts';
import type { ImportProblem, ImportResult } from './imported.ts';
import { field, isPlain, type Plain, textField } from './plain.ts';

const NOTE =
  'Imported from a docker-compose file. It says what runs and little about who calls whom; arrows, rates, times, limits and shares are guesses until you set them.';
/** More services than this are not even looked at: some of a file's services are not drawn. */
const MAX_SERVICES = 2000;

/** Reads a docker-compose file as a diagram, as well as that can be done: images tell what a service is, and addresses
 *  in settings and commands, links, labels and start orders tell who calls whom. Never throws. Values of settings are
 *  looked at for addresses only and never kept. Text that is no compose file gives problems with line and column.
 *  Load this file with `import()` when it is needed: it brings the YAML reader along, about 34 kB after gzip. */
export function importDockerCompose(text: string, options: { readonly title?: string } = {}): ImportResult {
  const yaml = readYaml(text);
  if (!yaml.ok) return { ok: false, problems: [yaml.problem] };
  const services = servicesOf(yaml.value);
  if ('problem' in services) return { ok: false, problems: [services.problem] };
  const count = Object.keys(services.found).length;
  if (count > MAX_SERVICES) return { ok: false, problems: tooMany({ components: count }) };
  const builder = new DraftBuilder();
  for (const warning of yaml.warnings) builder.warn('', warning);
  if (field(yaml.value, 'include') !== undefined) builder.warn('include', 'names other files, which are not read');
  const read: ReadonlyMap<string, ComposeService> = composeServices(builder, services.found);
  const parts: ComposeParts = addServices(builder, read);
  addTraffic(builder, read, parts);
  return finishImport(builder, { title: options.title ?? textField(yaml.value, 'name') ?? 'Compose application', note: NOTE });
}

/** The services of a file, also of the first version of the format, which has them at the top. */
function servicesOf(value: unknown): { readonly found: Plain } | { readonly problem: ImportProblem } {
  if (!isPlain(value)) return { problem: { message: 'is no compose file: fields were expected', line: 1, column: 1 } };
  const services = field(value, 'services');
  if (isPlain(services)) return { found: services };
  if (services === null) return { found: {} };
  const old = Object.entries(value).filter(([, item]) => field(item, 'image') !== undefined || field(item, 'build') !== undefined);
  if (services === undefined && old.length > 0) return { found: Object.fromEntries(old) };
  return { problem: { message: 'has no "services", so it is no compose file', line: 1, column: 1 } };
}
