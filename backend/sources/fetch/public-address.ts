import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Addresses of this machine, of the network it stands in, and those that are nobody's (IANA special-purpose registries). */
const OURS = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  OURS.addSubnet(net, bits, 'ipv4');

// What is reached by IPv6 is 2000::/3; of that, these embed an IPv4 address or are not routed.
const GLOBAL6 = new BlockList();
GLOBAL6.addSubnet('2000::', 3, 'ipv6');
const SPECIAL6 = new BlockList();
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  SPECIAL6.addSubnet(net, bits, 'ipv6');

/** Whether the address belongs to the public internet, so that fetching it tells nothing about the inside of a network. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !OURS.check(address, 'ipv4');
  if (family === 6) return GLOBAL6.check(address, 'ipv6') && !SPECIAL6.check(address, 'ipv6');
  return false;
}

export class PrivateAddress extends Error {
  override name = 'PrivateAddress';
}

/**
 * A name server look-up that gives only addresses that `may` be connected to. It is the look-up of the connection
 * itself: a name that is looked up twice could answer differently the second time.
 */
export function guardedLookup(may: (address: string) => boolean = isPublicAddress): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (fault, found: LookupAddress[]) => {
      if (fault) return callback(fault, []);
      const refused = found.find(({ address }) => !may(address));
      if (refused || !found[0])
        return callback(
          new PrivateAddress(`${hostname} is ${refused?.address ?? 'no address'}, inside a private network`),
          [],
        );
      if (options.all) callback(null, found);
      else callback(null, found[0].address, found[0].family);
    });
  };
}
