import { describe, expect, it } from 'vitest';
import { canonicalType, extensionFits, type FileType, fileTypes } from '#contract';
import { isFileType } from '../../../functions/contract/file-types.ts';

describe('file types', () => {
  it('are GIF, JPEG, PDF, PNG and ZIP', () => {
    const extensions = Object.values(fileTypes).flatMap((type) => type.extensions);
    expect(extensions.toSorted()).toEqual(['gif', 'jpeg', 'jpg', 'pdf', 'png', 'zip']);
  });

  it.each([
    ['image/png', 'image/png'],
    ['IMAGE/PNG', 'image/png'],
    ['application/pdf; charset=binary', 'application/pdf'],
    [' image/gif ', 'image/gif'],
    ['image/jpg', 'image/jpeg'],
    ['application/x-zip-compressed', 'application/zip'],
    ['image/svg+xml', undefined],
    ['text/html', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['', undefined],
  ])('are found by the media type that a browser declares: %j is %s', (declared, type) => {
    expect(canonicalType(declared)).toBe(type);
  });

  it.each<[string, FileType, boolean]>([
    ['a.png', 'image/png', true],
    ['A.PNG', 'image/png', true],
    ['a.b.png', 'image/png', true],
    ['a.jpeg', 'image/jpeg', true],
    ['a.jpg', 'image/jpeg', true],
    ['a.png.exe', 'image/png', false],
    ['a.png.', 'image/png', false],
    ['png', 'image/png', false],
    ['a.pdf', 'image/png', false],
    ['.png', 'image/png', true],
  ])('match the extension of the name: %s as %s is %s', (name, type, fits) => {
    expect(extensionFits(name, type)).toBe(fits);
  });

  it('do not include inherited properties of objects', () => {
    expect(isFileType('toString')).toBe(false);
  });
});
