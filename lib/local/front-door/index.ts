export type { Credentials, FunctionCredentials } from './credentials.ts';
export { escapeXml } from './error-answer.ts';
export { createFrontDoor, type FrontDoorOptions, type UnsignedS3 } from './front-door.ts';
export { answerJson, type JsonOperation, type JsonProtocol, jsonOperation } from './json-protocol.ts';
export { openCredentials } from './open-credentials.ts';
export { readAway } from './read-away.ts';
export { tokenOfInstance } from './session-token.ts';
