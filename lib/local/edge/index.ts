export { createBucketDeploymentProvider } from './bucket-deployment.ts';
export { createDistributions } from './create-distributions.ts';
