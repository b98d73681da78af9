import type { Server } from 'node:http';

/** Somebody else listens on a port already. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number, option: string) {
    super(`Port ${port} is taken; choose another with --${option}`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** Nobody but this machine gets in. */
const HOST = '127.0.0.1';

/**
 * How long a connection may rest between two calls, in milliseconds. Node's own 5 s are less than a busy machine may
 * stand still: a call that is sent right after it would find its connection hung up, and fail without an answer.
 */
const REST = 60_000;

/**
 * Lets a server listen on the loopback address.
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

/** How long answers under way may take while everything ends, in milliseconds. */
const GRACE = 2000;

/** Stops listening, lets answers under way come to an end for a moment, then hangs up. May be called twice. */
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
