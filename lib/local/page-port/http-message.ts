/** A request from the page's port to an API or a distribution. Nothing is decoded. */
export interface HttpRequest {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** In the order sent, names in lower case. A name can occur more than once. */
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** For example `HTTP/1.1`. */
  readonly protocol: string;
  readonly sourceIp: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: HeaderList;
  readonly body: Buffer;
}

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** @returns the values of a header joined by commas, or undefined if it is absent */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const values = headers.filter(([candidate]) => candidate === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(',');
}

/** Replaces all headers of a name by one. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  return [...withoutHeader(headers, name), [name, value]];
}

export function withoutHeader(headers: HeaderList, name: string): HeaderList {
  return headers.filter(([candidate]) => candidate !== name);
}

/** An answer in the format of API Gateway: `{"message": …}`. */
export function messageAnswer(status: number, message: string): HttpAnswer {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
  };
}
