/** Which addresses news may go to. Whoever writes an App chooses the URL, so it must not reach what only this machine can. */
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Problem } from '../../lib/errors.ts';

/** Link-local, which is where clouds keep the credentials of a machine, and addresses that are no host's. IPv4 inside IPv6 counts as IPv4. */
const never: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'], // metadata of Alibaba Cloud
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'], // metadata of AWS
  ['ff00::', 8, 'ipv6'],
  ['64:ff9b::a9fe:0', 112, 'ipv6'], // link-local through NAT64
  ['64:ff9b::7f00:0', 104, 'ipv6'],
];
const itself: typeof never = [
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
];

export interface AddressRules {
  /** Whether this machine itself may be called; for tests. */
  readonly loopback: boolean;
}

export function isForbidden(address: string, { loopback }: AddressRules): boolean {
  const list = loopback ? withLoopback : withoutLoopback;
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

const withLoopback = listOf(never);
const withoutLoopback = listOf([...never, ...itself]);

function listOf(subnets: typeof never): BlockList {
  const list = new BlockList();
  for (const [net, prefix, family] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

/** Problem when the host is such an address itself; a name is judged when it is resolved. */
export function checkHost(url: URL, rules: AddressRules): void {
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isForbidden(host, rules)) throw forbidden(host);
}

/** Resolves a name for the connection that is about to be made, so that it cannot be another address then. */
export function guardedLookup(rules: AddressRules): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const wrong = addresses.find(({ address }) => isForbidden(address, rules));
      if (wrong) return callback(forbidden(hostname), '');
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function forbidden(host: string): Problem {
  const hint = 'give an address that others can reach too';
  return new Problem('Forbidden', `${host} is an address of this machine or its link, where news are not sent`, {
    hint,
  });
}
