import { en } from './en.ts';

/** Every text of the page. A further language is a file with a value of this type; a missing key does not compile. */
export type Catalogue = typeof en;

/** The texts in the language of the page. */
export const t: Catalogue = en;
