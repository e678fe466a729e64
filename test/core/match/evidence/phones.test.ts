import { describe, expect, it } from 'vitest';
import {
  phoneComparer,
  phoneOf,
  phonesIn,
  usualCode,
} from '../../../../backend/core/match/evidence/phones.ts';

const same = (a: string, b: string, usual: string | null = null): boolean =>
  phoneComparer(usual)(phonesIn(a), phonesIn(b));

describe('phone numbers', () => {
  it.each([
    ['+33 2 99 12 34 56', '02 99 12 34 56', '33'],
    ['+33 2 99 12 34 56', '0033299123456', '33'],
    ['+33 (0)2 99 12 34 56', '02.99.12.34.56', '33'],
    ['+33299123456', '33 2 99 12 34 56', '33'],
    ['02/123.45.67', '+32 2 123 45 67', '32'],
    ['050/36.91.11', '0032 50 36 91 11', '32'],
    ['02 123 45 67', '2 123 45 67', '32'],
    ['+49 30 1234567', '030/1234567', '49'],
    ['+39 06 1234567', '06 123 4567', '39'],
    ['(514) 555-0123', '+1-514-555-0123', '1'],
    ['1-514-555-0123', '514.555.0123', '1'],
    ['8 (495) 123-45-67', '+7 495 123-45-67', '7'],
    ['+44 (0)20 7946 0018', '020 7946 0018', '44'],
    ['+٣٣ ٢ ٩٩ ١٢ ٣٤ ٥٦', '+33 2 99 12 34 56', '33'],
    ['Tél. : 02 99 12 34 56', '+33 2 99 12 34 56', '33'],
  ])('%s is %s', (a, b, usual) => {
    expect(same(a, b, usual)).toBe(true);
    expect(same(b, a, usual)).toBe(true);
  });

  it('with the same last digits in another area or country are others', () => {
    expect(same('+33 2 99 12 34 56', '+33 5 99 12 34 56')).toBe(false);
    expect(same('02 99 12 34 56', '05 99 12 34 56', '33')).toBe(false);
    expect(same('02 99 12 34 56', '05 99 12 34 56')).toBe(false);
    expect(same('+32 2 123 45 67', '+31 2 123 45 67')).toBe(false);
  });

  it('of a list are compared each with each, their extensions left out', () => {
    expect(same('+33 2 99 00 00 00; +33 2 99 12 34 56', '02 99 12 34 56, 02 99 11 11 11', '33')).toBe(true);
    expect(same('02 99 12 34 56 / 02 99 11 11 11', '+33 2 99 11 11 11', '33')).toBe(true);
    for (const extension of [' ext. 12', ' x12', ' poste 12', '#12', ' (ext 12)', ';ext=12', ' toestel 12'])
      expect(same(`+33 2 99 12 34 56${extension}`, '02 99 12 34 56', '33'), extension).toBe(true);
  });

  it('of a neighbouring country are known by the other one, where they say none', () => {
    expect(same('+33 3 20 12 34 56', '03 20 12 34 56', '32')).toBe(true);
    expect(same('+33 3 20 12 34 56', '03 21 12 34 56', '32')).toBe(false);
  });

  it('that nobody could call, or that name no subscriber, say nothing', () => {
    expect(phonesIn('112')).toEqual([]);
    expect(phonesIn('no phone, ask at the bar')).toEqual([]);
    expect(phonesIn('+'.repeat(100_000))).toEqual([]);
    expect(phonesIn('1'.repeat(100_000))).toEqual([]);
    expect(same('+999 1234 5678', '+999 1234 5678')).toBe(true);
    expect(same('+999 1234 5678', '1234 5678')).toBe(true);
    expect(same('+999 1234 5678', '+999 1234 5679')).toBe(false);
  });

  it('without any country around are compared by the digits that every way of writing has', () => {
    expect(same('02 123 45 67', '2 123 45 67')).toBe(true);
    expect(same('+32 2 123 45 67', '02 123 45 67')).toBe(true);
    expect(same('02 123 45 67', '02 123 45 68')).toBe(false);
  });

  it('are read from the first key that has one', () => {
    expect(phoneOf({ 'contact:phone': '1', mobile: '2' })).toBe('1');
    expect(phoneOf({ phone: '', 'contact:mobile': '3' })).toBe('3');
    expect(phoneOf({ name: 'a' })).toBeUndefined();
  });
});

describe('the calling code of numbers that say none', () => {
  const side = (...phones: string[]) => phones.map(phone => ({ phone }));

  it('is that of most of the numbers that say one, on either side', () => {
    expect(usualCode([side('02 1', '+33 2 99 12 34 56'), side('+32 2 123 45 67', '0032 50 36 91 11')])).toBe(
      '32',
    );
    expect(usualCode([side('514 555 0123'), side('+1 514 555 0123')])).toBe('1');
  });
  it('is none where nobody says one, or one side has no numbers', () => {
    expect(usualCode([side('02 123 45 67'), side('02 123 45 67')])).toBeNull();
    expect(usualCode([side('+32 2 123 45 67'), [{ name: 'a' }]])).toBeNull();
  });
  it('does not hang on the order of the numbers, of equally many neither', () => {
    const [a, b] = [side('+33 2 99 12 34 56', '+32 2 123 45 67'), side('02 1')];
    expect(usualCode([a, b])).toBe(usualCode([[...a].reverse(), b]));
  });
});
