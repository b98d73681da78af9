import { describe, expect, it } from 'vitest';
import { recognizeDevice } from '../../../functions/auth/known-devices.ts';

const NOW = new Date('2026-11-23T18:08:00.000Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600_000);

describe('a sign-in', () => {
  const first = recognizeDevice(undefined, ['firefox', 'home'], daysAgo(10));

  it('is not new if it is the first of the account', () => {
    expect(first.isNew).toBe(false);
  });

  it('is not new with a known program in a known network', () => {
    expect(recognizeDevice(first.devices, ['firefox', 'home'], NOW).isNew).toBe(false);
  });

  it.each([[['curl', 'home']], [['firefox', 'office']], [['curl', 'office']]])(
    'is new with an unknown program or network: %s',
    (traits) => {
      const { devices, isNew } = recognizeDevice(first.devices, traits, NOW);
      expect(isNew).toBe(true);
      expect(recognizeDevice(devices, traits, NOW).isNew).toBe(false);
    },
  );

  it('is new after 180 days, when older programs and networks are forgotten', () => {
    const old = recognizeDevice(undefined, ['firefox', 'home'], daysAgo(180)).devices;
    const { devices, isNew } = recognizeDevice(old, ['firefox', 'office'], NOW);
    expect(isNew).toBe(true);
    expect(devices.seen).toEqual({ firefox: NOW.toISOString(), office: NOW.toISOString() });
  });

  it('updates when its program and network were last used', () => {
    const { devices } = recognizeDevice(first.devices, ['firefox', 'office'], NOW);
    expect(devices.seen).toEqual({
      firefox: NOW.toISOString(),
      office: NOW.toISOString(),
      home: daysAgo(10).toISOString(),
    });
  });

  it('removes the oldest of more than 100 programs and networks', () => {
    let { devices } = recognizeDevice(undefined, ['firefox', 'network 0'], daysAgo(150));
    for (let day = 1; day <= 120; day += 1)
      ({ devices } = recognizeDevice(devices, ['firefox', `network ${day}`], daysAgo(150 - day)));
    expect(Object.keys(devices.seen)).toHaveLength(100);
    expect(devices.seen).toHaveProperty('firefox');
    expect(devices.seen).toHaveProperty('network 120');
    expect(devices.seen).not.toHaveProperty('network 21');
  });
});
