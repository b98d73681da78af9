export { createHttpApis, type OpenApi } from './create-http-apis.ts';
