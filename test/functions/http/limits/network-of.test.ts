import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../../functions/http/limits/network-of.ts';

describe('the network of a client', () => {
  it.each([
    ['an IPv4 address itself', '192.0.2.1', '192.0.2.1'],
    ['the /64 of an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['the /64 of a shortened IPv6 address', '2001:db8::1', '2001:db8:0:0::/64'],
    ['independent of zeros and capital letters', '2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['the /64 of an address with leading zeros', '::1', '0:0:0:0::/64'],
    ['the /64 of an address that ends with an IPv4 address', '64:ff9b:1:2::192.0.2.1', '64:ff9b:1:2::/64'],
    ['the /64 of an address with a zone', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['the IPv4 address of an IPv4-mapped IPv6 address', '::ffff:192.0.2.1', '192.0.2.1'],
    ['any other text itself', 'unknown', 'unknown'],
  ])('is %s', (_, address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is the same for all addresses of a /64, and differs from the next /64', () => {
    expect(networkOf('2001:db8::1:1')).toBe(networkOf('2001:db8::ffff:2'));
    expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8::1'));
  });
});
