import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { nameBuild } from './name-build.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../dist/frontend', import.meta.url));

export default defineConfig({
  root: here,
  plugins: [svelte({ configFile: `${here}/svelte.config.js` }), nameBuild(out)],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2022',
    // The content policy allows no inline data but images; fonts and outlines stay files of their own.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { index: `${here}index.html`, 'service-worker': `${here}src/service-worker.ts` },
      output: {
        // A service worker keeps its address: that is how a browser knows it again.
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: { port: 5173, proxy: { '/api': process.env['API'] ?? 'http://127.0.0.1:8080' } },
});
