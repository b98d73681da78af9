export { createHttpApis, type OpenApi } from './http-apis.ts';
