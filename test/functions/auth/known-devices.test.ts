import { describe, expect, it } from 'vitest';
import { meetDevice } from '../../../functions/auth/known-devices.ts';

const NOW = new Date('2026-11-23T18:08:00.000Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600_000);

describe('a sign-in', () => {
  const first = meetDevice(undefined, ['firefox', 'home'], daysAgo(10));

  it('is not new if it is the first of the account', () => {
    expect(first.isNews).toBe(false);
  });

  it('is not new with a known program in a known network', () => {
    expect(meetDevice(first.devices, ['firefox', 'home'], NOW).isNews).toBe(false);
  });

  it.each([[['curl', 'home']], [['firefox', 'office']], [['curl', 'office']]])(
    'is new with an unknown program or network: %s',
    (traits) => {
      const { devices, isNews } = meetDevice(first.devices, traits, NOW);
      expect(isNews).toBe(true);
      expect(meetDevice(devices, traits, NOW).isNews).toBe(false);
    },
  );

  it('is new after 180 days, when older programs and networks are forgotten', () => {
    const old = meetDevice(undefined, ['firefox', 'home'], daysAgo(180)).devices;
    const { devices, isNews } = meetDevice(old, ['firefox', 'office'], NOW);
    expect(isNews).toBe(true);
    expect(devices.seen).toEqual({ firefox: NOW.toISOString(), office: NOW.toISOString() });
  });

  it('updates when its program and network were last used', () => {
    const { devices } = meetDevice(first.devices, ['firefox', 'office'], NOW);
    expect(devices.seen).toEqual({
      firefox: NOW.toISOString(),
      office: NOW.toISOString(),
      home: daysAgo(10).toISOString(),
    });
  });

  it('removes the oldest of more than 100 programs and networks', () => {
    let { devices } = meetDevice(undefined, ['firefox', 'network 0'], daysAgo(150));
    for (let day = 1; day <= 120; day += 1)
      ({ devices } = meetDevice(devices, ['firefox', `network ${day}`], daysAgo(150 - day)));
    expect(Object.keys(devices.seen)).toHaveLength(100);
    expect(devices.seen).toHaveProperty('firefox');
    expect(devices.seen).toHaveProperty('network 120');
    expect(devices.seen).not.toHaveProperty('network 21');
  });
});
