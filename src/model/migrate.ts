import { DOCUMENT_VERSION } from './document.ts';

/** Turns a document of version n into one of version n + 1. It gets a private copy, may change it, and returns it. */
export type Migration = (document: Record<string, unknown>) => Record<string, unknown>;

/** The migration from version n stands at index n - 1. Entries are only ever added. */
export const MIGRATIONS: readonly Migration[] = [];

/** What became of the input: a document of the newest version, or the reason why there is none. */
export type MigrationResult =
  | { readonly ok: true; readonly document: unknown }
  | { readonly ok: false; readonly path: readonly string[]; readonly message: string };

/** Brings plain data that claims to be a document up to the newest version. Leaves every other check to the schema. */
export function migrate(input: unknown, migrations: readonly Migration[] = MIGRATIONS): MigrationResult {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return failure([], 'is not a Brownout document');
  let document = input as Record<string, unknown>;
  if (document['format'] !== 'brownout') {
    return failure(['format'], 'must be "brownout": this is not a Brownout document');
  }
  const newest = migrations === MIGRATIONS ? DOCUMENT_VERSION : migrations.length + 1;
  const version = document['version'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return failure(['version'], 'must be a whole number from 1');
  }
  if (version > newest) {
    return failure(['version'], `is ${version}: made by a newer version of Brownout; this one reads up to ${newest}`);
  }
  for (let from = version; from < newest; from++) document = { ...migrations[from - 1]!(document), version: from + 1 };
  return { ok: true, document };
}

function failure(path: readonly string[], message: string): MigrationResult {
  return { ok: false, path, message };
}
