import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const port = process.env['ENCRYPT5_PORT'] ?? '3000';

/** A build is always the production page, also when NODE_ENV says `test`: tests run the page that is shipped. */
const forProduction: UserConfig = {
  define: { 'process.env.NODE_ENV': '"production"' },
  oxc: { jsx: { runtime: 'automatic', development: false } },
};

/** Builds the page to `build/site`, or serves it with `/api` forwarded to the embedded cloud. */
export default defineConfig(({ command }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  ...(command === 'build' && forProduction),
  plugins: [react(), tailwindcss()],
  build: {
    outDir: fileURLToPath(new URL('../build/site', import.meta.url)),
    emptyOutDir: true,
    // The page's Content-Security-Policy allows only its own files: nothing inline, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The contract also describes what only functions need (environments, messages): leave those schemas out.
      treeshake: { moduleSideEffects: (id) => !id.includes('/functions/contract/') },
    },
  },
  server: {
    proxy: { '/api': { target: `http://127.0.0.1:${port}`, changeOrigin: true } },
  },
}));
