import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../../functions/http/limits/network-of.ts';

describe('the network of a client', () => {
  it.each([
    ['an IPv4 address by itself', '192.0.2.1', '192.0.2.1'],
    ['an IPv6 address by its /64', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['an IPv6 address that is cut short', '2001:db8::1', '2001:db8:0:0::/64'],
    ['zeros and capitals as none', '2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['a short address with its zeros in front', '::1', '0:0:0:0::/64'],
    ['an address with an IPv4 address at its end', '64:ff9b:1:2::192.0.2.1', '64:ff9b:1:2::/64'],
    ['an address of an interface', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['an IPv4 address that is written as an IPv6 one', '::ffff:192.0.2.1', '192.0.2.1'],
    ['what is no address by itself', 'unknown', 'unknown'],
  ])('is %s', (_, address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is the same for two addresses of a /64, and another beside it', () => {
    expect(networkOf('2001:db8::1:1')).toBe(networkOf('2001:db8::ffff:2'));
    expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8::1'));
  });
});
