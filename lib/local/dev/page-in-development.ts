import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Logger } from 'vite';
import type { OnRecord } from '../console/index.ts';
import type { HeaderList } from '../page-port/http-message.ts';

/** The page, served from its sources with hot reloading. */
export interface PageInDevelopment {
  /** Answers a request to the page's port. @returns false for requests to the API */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  close(): Promise<void>;
}

export interface PageInDevelopmentOptions {
  readonly configFile: string;
  /** What the paths of the API begin with. */
  readonly apiPath: string;
  /** Hot reloading uses it too. */
  readonly pageServer: Server;
  /** The headers with which the deployed page would be sent. */
  readonly headersOfPage: () => Promise<HeaderList>;
  readonly onRecord: OnRecord;
}

/** Starts Vite behind the page's own port: one address, one origin, as when it is deployed. */
export async function openPageInDevelopment(options: PageInDevelopmentOptions): Promise<PageInDevelopment> {
  // Loaded here, because it takes 20 MB that only development needs.
  const { createServer } = await import('vite');
  const vite = await createServer({
    configFile: options.configFile,
    appType: 'spa',
    server: { middlewareMode: true, ws: { server: options.pageServer } },
    customLogger: loggerOf(options.onRecord),
    clearScreen: false,
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.accept?.includes('text/html')) {
      for (const [name, value] of await options.headersOfPage()) {
        if (isKept(name))
          response.setHeader(name, name === 'content-security-policy' ? loosened(value) : value);
      }
    }
    vite.middlewares(request, response);
  }

  return {
    answer(request, response) {
      if (request.url?.startsWith(options.apiPath)) return false;
      serve(request, response).catch((error: unknown) => {
        options.onRecord({ kind: 'warning', text: `the page failed: ${String(error)}` });
        response.destroy();
      });
      return true;
    },
    close: () => vite.close(),
  };
}

/** Whether the header also applies to the page in development: headers of the built file do not. */
function isKept(name: string): boolean {
  return !/^(?:content-(?!security-policy)|etag$|last-modified$|cache-control$|accept-ranges$|x-amz|date$)/.test(
    name,
  );
}

/** Vite adds inline scripts and styles for hot reloading. The rest of the policy stays as in AWS. */
function loosened(policy: string): string {
  return policy.replaceAll(/\b(script-src|style-src)\b/g, "$1 'unsafe-inline'");
}

function loggerOf(onRecord: OnRecord): Logger {
  const warn = (text: string): void => onRecord({ kind: 'warning', text });
  const said = new Set<string>();
  return {
    hasWarned: false,
    info: (text) => onRecord({ kind: 'progress', text: `page: ${text.trim()}` }),
    warn,
    warnOnce(text) {
      if (!said.has(text)) warn(text);
      said.add(text);
    },
    error: warn,
    clearScreen: () => undefined,
    hasErrorLogged: () => false,
  };
}
