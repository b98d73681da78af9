import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { signGet } from '#aws';

const s3 = new S3Client({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
afterAll(() => s3.destroy());

const query = (url: string) => new URL(url).searchParams;

describe('the address of a download', () => {
  const now = new Date('2026-11-23T18:00:00Z');
  const download = (name: string, minutes: number) =>
    signGet(s3, {
      bucket: 'outbox',
      key: 'owner/operation',
      name,
      contentType: 'application/pdf',
      until: new Date(now.getTime() + minutes * 60_000),
      now,
    });

  it('is good for five minutes, and never longer than the copy is there', async () => {
    expect((await download('a.pdf', 15)).expiresAt).toEqual(new Date('2026-11-23T18:05:00Z'));
    const late = await download('a.pdf', 2);
    expect(late.expiresAt).toEqual(new Date('2026-11-23T18:02:00Z'));
    expect(query(late.url).get('X-Amz-Expires')).toBe('120');
  });

  it('has the file saved, not shown, as nothing that a cache may keep', async () => {
    const { url } = await download('Vertrag Müller.pdf', 15);
    const disposition = query(url).get('response-content-disposition');
    expect(disposition).toMatch(/^attachment; /);
    expect(disposition).toContain("filename*=UTF-8''Vertrag%20M%C3%BCller.pdf");
    expect(query(url).get('response-content-type')).toBe('application/pdf');
    expect(query(url).get('response-cache-control')).toBe('no-store');
  });

  it.each(['a";x="b.pdf', 'a%0d%0ab.pdf', "it's.pdf", '日本語.pdf', 'a\u200Db.pdf'])(
    'keeps the name %j inside its quotes, in ASCII',
    async (name) => {
      const disposition = query((await download(name, 15)).url).get('response-content-disposition') ?? '';
      expect(disposition).toMatch(
        /^attachment; filename=(?:"(?:[^"\\]|\\.)*"|[\w.%'-]+)(?:; filename\*=\S+)?$/,
      );
      expect(disposition).toMatch(/^[\x20-\x7e]*$/);
    },
  );
});
