import { BANS } from './ban-table.mjs';
import { isTestFile, lineAt, readSourceTree, walk } from './source-tree.mjs';

/** @typedef {import('./source-tree.mjs').SourceFile} SourceFile */
/** @typedef {import('./source-tree.mjs').SyntaxNode} SyntaxNode */
/** @typedef {import('./source-tree.mjs').Violation} Violation */
/** @typedef {import('./ban-table.mjs').Ban} Ban */

const GLOBAL_OBJECTS = ['window', 'self', 'globalThis', 'document'];
const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

/** Checks every file under `root` that is no test. Throws when there is no file to check.
 * @param {string} root
 * @param {readonly Ban[]} [bans]
 * @returns {{ files: number, violations: Violation[] }} */
export function checkBans(root, bans = BANS) {
  const files = readSourceTree(root).filter((file) => !isTestFile(file.path));
  return { files: files.length, violations: files.flatMap((file) => bansBrokenBy(file, bans)) };
}

/** @param {SourceFile} file
 * @param {readonly Ban[]} bans
 * @returns {Violation[]} */
function bansBrokenBy(file, bans) {
  const active = bans.filter((ban) => holdsIn(ban, file.path));
  const own = declaredNames(file.program);
  /** @type {Violation[]} */
  const violations = [];
  walk(file.program, (node, parent, field) => {
    for (const use of usesOf(node, parent, field, own)) {
      const ban = active.find((candidate) => forbids(candidate, use));
      if (ban === undefined) continue;
      const message = `${use.text}: ${ban.name} is not used here. ${ban.instead}`;
      violations.push({ path: file.path, line: lineAt(file.text, node.start), message });
    }
  });
  return violations;
}

/** @param {Ban} ban
 * @param {string} path */
function holdsIn(ban, path) {
  /** @param {string} place */
  const covers = (place) => path === place || path.startsWith(`${place}/`);
  return (ban.within === undefined || ban.within.some(covers)) && !(ban.except ?? []).some(covers);
}

/**
 * One thing that code uses. A global may be used whole (`member` is missing) or for one member of it.
 * @typedef {{ kind: 'global' | 'member' | 'attribute' | 'operator' | 'call', name: string, member?: string, text: string }} Use
 */

/** @param {SyntaxNode} node
 * @param {SyntaxNode | undefined} parent
 * @param {string} field
 * @param {ReadonlySet<string>} own
 * @returns {Use[]} */
function usesOf(node, parent, field, own) {
  switch (node.type) {
    case 'BinaryExpression':
    case 'AssignmentExpression':
      return [{ kind: 'operator', name: node.operator, text: node.operator }];
    case 'JSXAttribute':
      return [{ kind: 'attribute', name: node.name.name, text: node.name.name }];
    case 'Property':
      return [{ kind: 'member', name: memberName(node.key, node.computed), text: memberName(node.key, node.computed) }];
    case 'CallExpression':
      return radixUses(node);
    case 'MemberExpression':
      return memberUses(node, own);
    case 'Identifier':
      return isReference(parent, field) && !own.has(node.name) ? [globalUse(node.name, parent, field)] : [];
    default:
      return [];
  }
}

const WHOLE_NUMBER_OPERATORS = ['>>>', '>>', '<<', '&', '|', '^'];

/** A number is written in another radix, unless an operator has just made a whole one of it.
 * @param {SyntaxNode} call
 * @returns {Use[]} */
function radixUses({ callee, arguments: values }) {
  if (callee.type !== 'MemberExpression' || memberName(callee.property, callee.computed) !== 'toString' || values.length === 0) return [];
  let number = callee.object;
  while (number.type === 'ParenthesizedExpression') number = number.expression;
  const isWhole = number.type === 'BinaryExpression' && WHOLE_NUMBER_OPERATORS.includes(number.operator);
  return isWhole ? [] : [{ kind: 'call', name: 'toString', text: '.toString(radix)' }];
}

/** `a.b` uses the member `b`, and when `a` is the global object, the global `b`.
 * @param {SyntaxNode} node
 * @param {ReadonlySet<string>} own
 * @returns {Use[]} */
function memberUses(node, own) {
  const name = memberName(node.property, node.computed);
  /** @type {Use[]} */
  const uses = [{ kind: 'member', name, text: `.${name}` }];
  const owner = node.object;
  const isGlobal = owner.type === 'Identifier' && GLOBAL_OBJECTS.includes(owner.name) && !own.has(owner.name);
  return isGlobal ? [...uses, { kind: 'global', name, text: `${owner.name}.${name}` }] : uses;
}

/** @param {string} name
 * @param {SyntaxNode | undefined} parent
 * @param {string} field
 * @returns {Use} */
function globalUse(name, parent, field) {
  if (parent?.type !== 'MemberExpression' || field !== 'object') return { kind: 'global', name, text: name };
  const member = memberName(parent.property, parent.computed);
  return { kind: 'global', name, member, text: `${name}.${member}` };
}

/** The name of a member as far as the text tells: `a.b`, `a['b']` and `{ b }` alike.
 * @param {SyntaxNode} key
 * @param {boolean} computed
 * @returns {string} */
function memberName(key, computed) {
  if (key.type === 'Literal') return String(key.value);
  return computed ? '[computed]' : (key.name ?? '');
}

/** @param {Ban} ban
 * @param {Use} use */
function forbids(ban, use) {
  if (use.kind === 'operator') return ban.operators?.includes(use.name) === true;
  if (use.kind === 'attribute') return ban.attributes?.includes(use.name) === true;
  if (use.kind === 'call') return ban.calls?.includes(use.name) === true;
  if (use.kind === 'member') return ban.members?.includes(use.name) === true;
  if (ban.globals?.includes(use.name) === true) return true;
  return ban.only?.object === use.name && !ban.only.allowed.includes(use.member ?? '');
}

/** Whether a name stands for a variable here, and not for a member, a key, a label or a type.
 * @param {SyntaxNode | undefined} parent
 * @param {string} field */
function isReference(parent, field) {
  if (parent === undefined) return true;
  if (parent.type === 'MemberExpression') return field === 'object' || parent.computed === true;
  if (parent.type === 'Property') return field === 'value' || parent.computed === true;
  if (parent.type === 'MetaProperty' || parent.type === 'LabeledStatement') return false;
  if (/^(?:Method|Property|Accessor)Definition$/.test(parent.type)) return field !== 'key';
  if (/^(?:Import|Export).*Specifier$/.test(parent.type)) return false;
  return !parent.type.startsWith('TS') || isExpressionHolder(parent, field);
}

/** TypeScript syntax that wraps a real expression: `x as T`, `x!`, `x satisfies T`.
 * @param {SyntaxNode} parent
 * @param {string} field */
function isExpressionHolder(parent, field) {
  return field === 'expression' && /^TS(?:As|NonNull|Satisfies|TypeAssertion|Instantiation)/.test(parent.type);
}

/** Names that the file itself declares or imports anywhere: those are not the globals of the same name.
 * @param {SyntaxNode} program
 * @returns {Set<string>} */
function declaredNames(program) {
  /** @type {Set<string>} */
  const names = new Set();
  walk(program, (node) => {
    if (/^Import.*Specifier$/.test(node.type)) names.add(node.local.name);
    if (node.type === 'VariableDeclarator') addPattern(node.id, names);
    if (FUNCTIONS.includes(node.type)) for (const param of node.params) addPattern(param, names);
    if (node.type === 'CatchClause') addPattern(node.param, names);
    if (/^(?:FunctionDeclaration|ClassDeclaration)$/.test(node.type) && node.id !== null) names.add(node.id.name);
  });
  return names;
}

/** @param {SyntaxNode | null} pattern
 * @param {Set<string>} names */
function addPattern(pattern, names) {
  switch (pattern?.type) {
    case 'Identifier':
      names.add(pattern.name);
      break;
    case 'AssignmentPattern':
      addPattern(pattern.left, names);
      break;
    case 'RestElement':
      addPattern(pattern.argument, names);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) addPattern(element, names);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) addPattern(property.value ?? property.argument, names);
      break;
    default:
  }
}
