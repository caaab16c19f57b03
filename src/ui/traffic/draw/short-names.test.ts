import { expect, it } from 'vitest';
import { shortNames } from './short-names.ts';

const shortOf = (...names: readonly string[]): readonly string[][] => [...shortNames(names).values()].map(([, ...shorter]) => shorter);

it('leaves out, part by part, the beginning that many names share', () => {
  expect(shortOf('shop-eu-cart', 'shop-eu-pay', 'shop-eu-mail', 'db')).toEqual([
    ['…eu-cart', '…cart'],
    ['…eu-pay', '…pay'],
    ['…eu-mail', '…mail'],
    [],
  ]);
  expect(shortOf('Online Store Cart', 'Online Store Pay', 'Online Store Mail')[1]).toEqual(['…Store Pay', '…Pay']);
});

it('keeps what stands before the last word, and a beginning that few share', () => {
  expect(shortOf('Users of a-b-cart', 'a-b-cart', 'a-b-pay', 'a-x-mail')).toEqual([['Users of …b-cart'], ['…b-cart'], ['…b-pay'], ['…x-mail']]);
});

it('lets two names read the same last of all, and other beginnings go only where enough is left', () => {
  const short = shortNames(['a-x-pay', 'a-x-cart', 'a-x-mail', 'a-y-pay', 'a-y-cart', 'a-y-log']);
  expect(short.get('a-x-pay')).toEqual(['a-x-pay', '…x-pay', '…pay']);
  expect(short.get('a-y-log')).toEqual(['a-y-log', '…y-log', '…log']);
  expect(shortOf('ledger-of-bank-accounts', 'order-service')).toEqual([['…of-bank-accounts', '…bank-accounts'], []]);
});
