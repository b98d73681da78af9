/**
 * CloudFront Functions (runtime 2.0, viewer request).
 *
 * They are strings because CloudFront Functions cannot import modules. The local cloud runs the same strings.
 */

/** Serves `index.html` for every path without a file extension. The page routes these paths itself. */
export const rewriteToIndexHtml = `function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (last.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}
`;

/** Sets the client's address and the host that the browser requested. Headers of these names from the client are replaced. */
export const setClientHeaders = `function handler(event) {
  var request = event.request;
  request.headers['x-encrypt5-address'] = { value: event.viewer.ip };
  request.headers['x-encrypt5-host'] = { value: request.headers.host.value };
  delete request.headers['x-encrypt5-origin'];
  return request;
}
`;
