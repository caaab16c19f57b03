import { expect, test } from 'vitest';
import { isLikelyFile } from './file-arrivals.ts';

test('pasted text is taken for a file only when it looks like one that can be read', () => {
  const files = ['services:\n  web:\n    image: nginx', 'name: shop\nservices :\n', '{"format":"brownout"}', ' {\n "resources" : {}}', '{"services":{}}'];
  const others = ['', 'Orders database', 'our services: many', '{"a":1}', 'the "resources": of this'];
  expect(files.map(isLikelyFile)).toEqual(files.map(() => true));
  expect(others.map(isLikelyFile)).toEqual(others.map(() => false));
});
