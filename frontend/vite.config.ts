import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const port = process.env['ENCRYPT5_PORT'] ?? '3000';

/** What is built is what is shipped, whatever NODE_ENV says: a test that builds the page tests that page. */
const forProduction: UserConfig = {
  define: { 'process.env.NODE_ENV': '"production"' },
  oxc: { jsx: { runtime: 'automatic', development: false } },
};

/** Builds the page to `build/site`, or serves it with `/api` passed on to the embedded cloud. */
export default defineConfig(({ command }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  ...(command === 'build' && forProduction),
  plugins: [react(), tailwindcss()],
  build: {
    outDir: fileURLToPath(new URL('../build/site', import.meta.url)),
    emptyOutDir: true,
    // The page's Content-Security-Policy allows files of its own only: nothing inline, no data: addresses.
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
