import type { Server } from 'node:http';

/** Another process already listens on the port. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number, option: string) {
    super(`Port ${port} is taken; choose another with --${option}`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** Only this machine can connect. */
const HOST = '127.0.0.1';

/**
 * How long a connection stays open between two calls, in milliseconds. A busy machine can pause for longer than Node's
 * default of 5 s; the next call would then fail on a closed connection.
 */
const REST = 60_000;

/**
 * Starts a server on the loopback address.
 *
 * @param port - 0 for any that is free
 * @param option - the command line option that chooses the port, for the message
 * @returns the port
 * @throws PortTakenError
 */
export function listen(server: Server, port: number, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port, option) : error);
    });
    server.keepAliveTimeout = REST;
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** How long answers in progress may take at the end, in milliseconds. */
const GRACE = 2000;

/** Stops listening, waits a moment for answers in progress, then closes all connections. Can be called twice. */
export function hangUp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
