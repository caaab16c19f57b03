import { expect, it } from 'vitest';
import { emptyDocument } from '../../model/document.ts';
import { movedPlaces } from './moved-places.ts';

const document = {
  ...emptyDocument(),
  notes: [
    { id: 'n1', text: 'First', x: 0, y: 20 },
    { id: 'n2', text: 'Second', x: 40, y: 60 },
  ],
};

it('tells the places of what was moved and is still there, in whole pixels', () => {
  const places = new Map([
    ['n1', { x: 0.4, y: 19.6 }],
    ['n2', { x: 80.2, y: 60 }],
    ['gone', { x: 1, y: 1 }],
  ]);
  expect(movedPlaces(document, places)).toEqual([{ id: 'n2', x: 80, y: 60 }]);
});
