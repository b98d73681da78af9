export { type Development, develop } from './develop.ts';
export { openPageInDevelopment, type PageInDevelopment } from './page-in-development.ts';
