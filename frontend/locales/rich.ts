import { createElement, Fragment, type ReactNode } from 'react';

/** A sentence with elements in it, such as a link: each language puts them where they belong. */
export function rich(text: TemplateStringsArray, ...elements: readonly ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...text.flatMap((piece, index) => [piece, elements[index]]));
}
