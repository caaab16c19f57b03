import { join } from 'node:path';
import { isProgram, ROOT } from '../tools.mjs';
import { checkBans } from './bans.mjs';
import { checkImports } from './imports.mjs';

const SOURCE = join(ROOT, 'src');

/** Checks the imports and the bans of the project's source; prints every violation and how much was looked at.
 * @returns {boolean} Whether the source keeps every rule. */
export function checkRules() {
  const imports = checkImports(SOURCE);
  const bans = checkBans(SOURCE);
  const violations = [...imports.violations, ...bans.violations];
  for (const { path, line, message } of violations) console.error(`src/${path}:${line}  ${message}`);
  console.log(`${imports.files} files, ${imports.imports} imports, ${violations.length} violations`);
  return violations.length === 0;
}

if (isProgram(import.meta.url)) process.exitCode = checkRules() ? 0 : 1;
