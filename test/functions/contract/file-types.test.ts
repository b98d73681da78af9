import { describe, expect, it } from 'vitest';
import { canonicalType, extensionFits, type FileType, fileTypes } from '#contract';
import { isFileType } from '../../../functions/contract/file-types.ts';

describe('the types of files', () => {
  it('are those that the service has always taken', () => {
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
  ])('as a browser declares them: %j is %s', (declared, type) => {
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
  ])('%s as %s: %s', (name, type, fits) => {
    expect(extensionFits(name, type)).toBe(fits);
  });

  it('are not what every object has', () => {
    expect(isFileType('toString')).toBe(false);
  });
});
