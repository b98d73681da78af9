/**
 * CloudFront Functions (runtime 2.0, viewer request), as the text that CloudFront runs.
 *
 * They are text because CloudFront knows no modules; the embedded cloud runs the same text.
 */

/** Every address that names no file is one of the page's own: `index.html` answers, and the page routes. */
export const showThePage = `function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (last.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}
`;

/** The client's address and the host that the browser sees, whatever the client itself claims about them. */
export const sayWhoCalls = `function handler(event) {
  var request = event.request;
  request.headers['x-encrypt5-address'] = { value: event.viewer.ip };
  request.headers['x-encrypt5-host'] = { value: request.headers.host.value };
  delete request.headers['x-encrypt5-origin'];
  return request;
}
`;
