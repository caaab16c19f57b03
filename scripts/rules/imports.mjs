import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import * as project from './import-table.mjs';
import { isTestFile, lineAt, readSourceTree, walk } from './source-tree.mjs';

/** @typedef {import('./source-tree.mjs').SourceFile} SourceFile */
/** @typedef {import('./source-tree.mjs').SyntaxNode} SyntaxNode */
/** @typedef {import('./source-tree.mjs').Violation} Violation */
/** @typedef {import('./import-table.mjs').ImportRule} ImportRule */

/**
 * The rules to check: the project's own unless a test passes others.
 * @typedef {object} ImportRules
 * @property {Readonly<Record<string, ImportRule>>} IMPORT_TABLE
 * @property {{ values: readonly string[], packages: readonly string[] }} TEST_EXTRA
 * @property {readonly string[]} PAGE_ENTRIES
 * @property {string} UNREACHABLE
 * @property {ReadonlyArray<{ from: string, to: string, issue: string }>} DEBT
 */

/**
 * One import as written. `type` is erased by the compiler, `value` runs, `lazy` is `import()`, and `url` is
 * `new URL('x', import.meta.url)`, which starts a worker or names an asset.
 * @typedef {{ specifier: string | undefined, kind: 'type' | 'value' | 'lazy' | 'url', line: number }} Import
 */

/** @typedef {Import & { from: string, to: string }} LocalImport */

/** Checks the whole tree under `root` and returns every violation. Throws when there is no file to check.
 * @param {string} root
 * @param {ImportRules} [rules]
 * @returns {{ files: number, imports: number, violations: Violation[] }} */
export function checkImports(root, rules = project) {
  const files = readSourceTree(root);
  /** @type {Violation[]} */
  const violations = [];
  /** @type {LocalImport[]} */
  const locals = [];
  const usedDebt = new Set();
  let imports = 0;
  for (const file of files) {
    violations.push(...placeProblems(file.path, rules));
    for (const found of importsOf(file)) {
      imports++;
      const { problem, to } = judge(root, file.path, found, rules);
      if (to !== undefined) locals.push({ ...found, from: file.path, to });
      if (problem === undefined) continue;
      const debt = rules.DEBT.find((entry) => entry.from === file.path && entry.to === (to ?? found.specifier));
      if (debt === undefined) violations.push({ path: file.path, line: found.line, message: problem });
      else usedDebt.add(debt);
    }
  }
  violations.push(...unusedDebt(rules, usedDebt), ...cycleProblems(locals), ...reachProblems(locals, rules));
  return { files: files.length, imports, violations };
}

/** Every import of a file, in the order written.
 * @param {SourceFile} file
 * @returns {Import[]} */
export function importsOf(file) {
  /** @type {Import[]} */
  const found = [];
  walk(file.program, (node) => {
    const entry = readImport(node);
    if (entry !== undefined) found.push({ ...entry, line: lineAt(file.text, node.start) });
  });
  return found;
}

/** @param {SyntaxNode} node
 * @returns {Omit<Import, 'line'> | undefined} */
function readImport(node) {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: node.source.value, kind: node.importKind === 'type' ? 'type' : 'value' };
    case 'ExportAllDeclaration':
      return { specifier: node.source.value, kind: node.exportKind === 'type' ? 'type' : 'value' };
    case 'ExportNamedDeclaration':
      if (node.source === null) return undefined;
      return { specifier: node.source.value, kind: node.exportKind === 'type' ? 'type' : 'value' };
    case 'TSImportType':
      return { specifier: constantText(node.source), kind: 'type' };
    case 'ImportExpression':
      return { specifier: constantText(node.source), kind: 'lazy' };
    case 'NewExpression':
      return isModuleUrl(node) ? { specifier: constantText(node.arguments[0]), kind: 'url' } : undefined;
    case 'CallExpression':
      return isUncheckable(node.callee) ? { specifier: undefined, kind: 'value' } : undefined;
    default:
      return undefined;
  }
}

/** The text of a string literal or of a template without holes; nothing for anything that is computed.
 * @param {SyntaxNode} node
 * @returns {string | undefined} */
function constantText(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
}

/** @param {SyntaxNode} node */
function isModuleUrl(node) {
  const [, base] = node.arguments;
  return node.callee.name === 'URL' && base?.type === 'MemberExpression' && base.object.type === 'MetaProperty';
}

/** `require(...)` and `import.meta.glob(...)`: nobody can tell from the text which file they load.
 * @param {SyntaxNode} callee */
function isUncheckable(callee) {
  if (callee.type === 'Identifier') return callee.name === 'require';
  return callee.type === 'MemberExpression' && callee.object.type === 'MetaProperty' && callee.property.name === 'glob';
}

/** @param {string} path
 * @param {ImportRules} rules
 * @returns {Violation[]} */
function placeProblems(path, rules) {
  /** @type {string[]} */
  const messages = [];
  if (partOf(path, rules) === undefined && !path.endsWith('.d.ts')) {
    messages.push('This place is not in the import table. A new folder needs a row there and a decision record.');
  }
  if (/(?:^|\/)index\.tsx?$/.test(path)) messages.push('No barrels: import the file that defines the thing.');
  return messages.map((message) => ({ path, line: 1, message }));
}

/** The table's key for a path: the longest that the path starts with.
 * @param {string} path
 * @param {ImportRules} rules
 * @returns {string | undefined} */
function partOf(path, rules) {
  return Object.keys(rules.IMPORT_TABLE)
    .filter((key) => path === key || path.startsWith(`${key}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** @param {string} root
 * @param {string} from
 * @param {Import} found
 * @param {ImportRules} rules
 * @returns {{ problem?: string, to?: string }} */
function judge(root, from, found, rules) {
  const { specifier } = found;
  if (specifier === undefined) return { problem: 'This import is computed, so it cannot be checked. Write the path out.' };
  const part = partOf(from, rules);
  if (part === undefined) return {};
  const allowed = allowance(part, from, rules);
  if (!specifier.startsWith('.')) return judgePackage(part, specifier, allowed);
  const to = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
  if (to.startsWith('..')) return isTestFile(from) ? {} : judgeText(root, to, specifier, allowed);
  if (!existsSync(join(root, to))) {
    return { problem: `"${specifier}" is no file. Write the path with its extension (.ts, .tsx).` };
  }
  return { to, problem: judgeLocal({ part, from, to, kind: found.kind, allowed, rules }) };
}

/** @param {string} part
 * @param {string} from
 * @param {ImportRules} rules
 * @returns {Required<ImportRule>} */
function allowance(part, from, rules) {
  const rule = rules.IMPORT_TABLE[part];
  const extra = isTestFile(from) ? rules.TEST_EXTRA : { values: [], packages: [] };
  return {
    values: [part, ...(rule?.values ?? []), ...extra.values],
    types: rule?.types ?? [],
    packages: [...(rule?.packages ?? []), ...extra.packages],
    texts: rule?.texts ?? [],
  };
}

/** What lies beside `src` is no code of the program: some places may show its text.
 * @param {string} root
 * @param {string} to
 * @param {string} specifier
 * @param {Required<ImportRule>} allowed
 * @returns {{ problem?: string }} */
function judgeText(root, to, specifier, allowed) {
  const isText = specifier.endsWith('?raw') && allowed.texts.some((folder) => to.startsWith(`../${folder}/`));
  if (!isText) return { problem: `"${specifier}" leaves src.` };
  return existsSync(join(root, to)) ? {} : { problem: `"${specifier}" is no file.` };
}

/** @param {string} part
 * @param {string} specifier
 * @param {Required<ImportRule>} allowed
 * @returns {{ problem?: string }} */
function judgePackage(part, specifier, allowed) {
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const known = isBuiltin(specifier) ? 'node:*' : name;
  if (allowed.packages.includes(known)) return {};
  return { problem: `${part} may not import the package "${name}".` };
}

/** @param {{ part: string, from: string, to: string, kind: Import['kind'], allowed: Required<ImportRule>, rules: ImportRules }} options
 * @returns {string | undefined} */
function judgeLocal({ part, from, to, kind, allowed, rules }) {
  if (isTestFile(to) && !isTestFile(from)) return `${to} serves tests only.`;
  const target = partOf(to, rules) ?? to;
  // A file with a row of its own still belongs to its folder, for whoever may import the folder.
  const names = [target, ...ancestors(target)];
  if (names.some((name) => allowed.values.includes(name))) return undefined;
  if (names.some((name) => allowed.types.includes(name))) {
    return kind === 'type' ? undefined : `${part} may import ${target} with "import type" only.`;
  }
  if (names.some((name) => ancestors(part).includes(name))) return undefined;
  return `${part} may not import ${target} (${to}).`;
}

/** Keys of the folders around a key: `worker/entry.ts` lies in `worker`. `ui` is no part, its features are.
 * @param {string} key
 * @returns {string[]} */
function ancestors(key) {
  const [top] = key.split('/');
  return key.includes('/') && top !== undefined && top !== 'ui' ? [top] : [];
}

/** @param {ImportRules} rules
 * @param {Set<unknown>} used
 * @returns {Violation[]} */
function unusedDebt(rules, used) {
  return rules.DEBT.filter((entry) => !used.has(entry)).map((entry) => ({
    path: entry.from,
    line: 1,
    message: `The debt entry for ${entry.to} is paid: remove it from the table.`,
  }));
}

/** Every import cycle, once, as the path around it. Types count too: a cycle of types is still two files that
 * cannot be understood one after the other. URLs do not: a worker is another program.
 * @param {LocalImport[]} imports
 * @returns {Violation[]} */
function cycleProblems(imports) {
  const edges = groupBySource(imports.filter((entry) => entry.kind !== 'url'));
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {Violation[]} */
  const found = [];
  /** @param {string} file
   * @param {string[]} trail */
  const visit = (file, trail) => {
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) {
      if (state.get(next.to) === 'open') {
        const round = [...trail.slice(trail.indexOf(next.to)), next.to];
        found.push({ path: file, line: next.line, message: `Import cycle: ${round.join(' -> ')}.` });
      } else if (!state.has(next.to)) visit(next.to, [...trail, next.to]);
    }
    state.set(file, 'done');
  };
  for (const file of edges.keys()) if (!state.has(file)) visit(file, [file]);
  return found;
}

/** @param {LocalImport[]} imports
 * @returns {Map<string, LocalImport[]>} */
function groupBySource(imports) {
  /** @type {Map<string, LocalImport[]>} */
  const edges = new Map();
  for (const entry of imports) edges.set(entry.from, [...(edges.get(entry.from) ?? []), entry]);
  return edges;
}

/** Follows everything that the page's thread would load and reports the first step into the forbidden part.
 * @param {LocalImport[]} imports
 * @param {ImportRules} rules
 * @returns {Violation[]} */
function reachProblems(imports, rules) {
  const edges = groupBySource(imports.filter((entry) => entry.kind === 'value' || entry.kind === 'lazy'));
  const seen = new Set(rules.PAGE_ENTRIES);
  /** @type {Violation[]} */
  const found = [];
  for (const file of seen) {
    for (const next of edges.get(file) ?? []) {
      if (partOf(next.to, rules) === rules.UNREACHABLE) {
        const message = `The page's thread would load ${next.to}. Only a worker or the CLI may.`;
        found.push({ path: file, line: next.line, message });
      } else seen.add(next.to);
    }
  }
  return found;
}
