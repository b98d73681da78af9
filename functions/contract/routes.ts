import { accountRoutes } from './account-routes.ts';
import { administrationRoutes } from './administration-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { operationsRoutes } from './operations-routes.ts';
import type { HttpService } from './route.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';
import { shareRoutes } from './share-routes.ts';
import { userRoutes } from './user-routes.ts';

/** Every route of the API. The routes of the stack, validation and the types of clients come from this table. */
export const routes = {
  ...accountRoutes,
  ...secondFactorRoutes,
  ...keyRoutes,
  ...userRoutes,
  ...fileRoutes,
  ...shareRoutes,
  ...operationsRoutes,
  ...administrationRoutes,
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
/** The names of the routes of one function. */
export type RoutesOf<S extends HttpService> = {
  [N in RouteName]: Routes[N]['service'] extends S ? N : never;
}[RouteName];
