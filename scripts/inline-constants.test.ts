import { expect, test } from 'vitest';
import { inlined } from './inline-constants.mjs';

const constants = (path: string): ReadonlyMap<string, string> =>
  new Map(path === './columns.ts' ? [['OFFERED', '6'], ['NONE', '-1']] : []);

test('numbers stand where they were imported, and what is no number stays an import', () => {
  const code = "import { NONE, OFFERED as AT, type Row, row } from './columns.ts';\nimport { other } from './other.ts';\nuse(AT);";
  expect(inlined(code, constants)).toBe(
    "import { type Row, row } from './columns.ts'; const NONE = -1; const AT = 6;\nimport { other } from './other.ts';\nuse(AT);",
  );
});

test('lines keep their numbers', () => {
  const code = "import {\n  NONE,\n  OFFERED,\n} from './columns.ts';\nthrow new Error();";
  expect(inlined(code, constants).split('\n').indexOf('throw new Error();')).toBe(4);
});

test('names of a whole module are replaced too, and no others', () => {
  const code = "import * as col from './columns.ts';\nuse(col.OFFERED - col.NONE, col.OTHER, myCol.OFFERED);";
  expect(inlined(code, constants)).toBe("import * as col from './columns.ts';\nuse((6) - (-1), col.OTHER, myCol.OFFERED);");
});
