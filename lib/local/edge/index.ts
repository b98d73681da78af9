export { createBucketDeploymentProvider } from './bucket-deployment.ts';
export { createDistributions } from './distributions.ts';
