export { createBucketDeploymentProvider } from './bucket-deployment.ts';
export { createDistributions, type Distribution, type Distributions } from './distributions.ts';
