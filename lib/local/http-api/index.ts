export { createHttpApis, type HttpApis, type OpenApi } from './http-apis.ts';
