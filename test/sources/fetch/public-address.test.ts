import { describe, expect, it } from 'vitest';
import { guardedLookup, isPublicAddress } from '../../../backend/sources/fetch/public-address.ts';

describe('an address is public', () => {
  it.each(['8.8.8.8', '193.190.0.1', '2a00:1450:4001:81b::200e'])('when it is %s', address => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'ff02::1',
    'not an address',
  ])('but not when it is %s', address => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a guarded look-up', () => {
  const look = (may: (address: string) => boolean, all: boolean) =>
    new Promise<unknown>((resolve, reject) => {
      guardedLookup(may)('localhost', { all, family: 4 }, (fault, found) =>
        fault ? reject(fault) : resolve(found),
      );
    });

  it('refuses a name that stands for a private address', async () => {
    await expect(look(isPublicAddress, false)).rejects.toThrow('localhost is 127.0.0.1');
    await expect(look(isPublicAddress, true)).rejects.toThrow('private network');
  });

  it('gives what it was let through', async () => {
    expect(await look(() => true, false)).toBe('127.0.0.1');
    expect(await look(() => true, true)).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });
});
