import { isIPv6 } from 'node:net';

/**
 * What stands for one place on the network: an IPv4 address as it is, of an IPv6 address the first 64 bits, because whoever has
 * one of them has the other 2^64, too. An IPv4 address in IPv6's clothes is the same as without.
 */
export function addressOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const [bare = ''] = ip.split('%');
  return isIPv6(bare) ? `${groupsOf(bare).slice(0, 4).join(':')}::/64` : bare;
}

/**
 * The first 48 bits of an IPv6 address: what a provider gives to a house, a campus, or anybody who asks for a tunnel, and in
 * which there are 65,536 places. Null for IPv4, where nobody has many addresses for nothing.
 */
export function networkOf(ip: string): string | null {
  const [bare = ''] = ip.split('%');
  if (!isIPv6(bare) || /^::ffff:[\d.]+$/i.test(bare)) return null;
  return `${groupsOf(bare).slice(0, 3).join(':')}::/48`;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(ip: string): string[] {
  const [, inside = ''] = /^\[(.*)\]$/.exec(new URL(`http://[${ip}]/`).hostname) ?? [];
  const [head = '', tail] = inside.split('::');
  const first = head.split(':').filter(Boolean);
  const last = (tail ?? '').split(':').filter(Boolean);
  return [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
}
