import { expect, it } from 'vitest';
import { createPartAddresses } from '../../../../frontend/uploads/sending/part-addresses.ts';

function signer() {
  const asked: number[][] = [];
  const sign = async (partNumbers: number[]) => {
    asked.push(partNumbers);
    return new Map(
      partNumbers.map((number) => [number, { url: `https://${number}.${asked.length}`, headers: {} }]),
    );
  };
  return { asked, sign };
}

const wanted = Array.from({ length: 45 }, (_, index) => index + 1);

it('asks for twenty parts at a time, and only when one is needed', async () => {
  const { asked, sign } = signer();
  const addresses = createPartAddresses(wanted, sign);
  expect(asked).toEqual([]);
  for (const number of wanted) await addresses.of(number);
  expect(asked.map((batch) => batch.length)).toEqual([20, 20, 5]);
});

it('asks once for parts that are needed at the same time', async () => {
  const { asked, sign } = signer();
  const addresses = createPartAddresses(wanted, sign);
  await Promise.all([1, 2, 3].map(addresses.of));
  expect(asked.length).toBe(1);
});

it('asks again for a part whose address expired, and for no other', async () => {
  const { asked, sign } = signer();
  const addresses = createPartAddresses([1, 2, 3], sign);
  await addresses.of(1);
  addresses.forget(2);
  expect((await addresses.of(2)).url).toBe('https://2.2');
  expect(asked).toEqual([[1, 2, 3], [2]]);
});

it('asks again after a refusal', async () => {
  const { asked, sign } = signer();
  let refuse = true;
  const addresses = createPartAddresses([1, 2], async (numbers) => {
    if (!refuse) return sign(numbers);
    refuse = false;
    throw new Error('refused');
  });
  await expect(addresses.of(1)).rejects.toThrow('refused');
  await addresses.of(1);
  expect(asked).toEqual([[1, 2]]);
});
