import { defineConfig } from 'vite';

/** `npx vite build src/ui` writes the dashboard to dist/ui; everything is bundled, nothing comes from a CDN. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: {
    outDir: '../../dist/ui',
    emptyOutDir: true,
    target: 'es2022',
    // The daemon may run from a read-only root with few inodes; maps are for development builds only.
    sourcemap: false,
    // Small files stay files, so that a strict content security policy needs no data: scripts or styles.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What sets zod up must run before any schema is made, wherever the schemas of lazy pages end up.
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|plain-validators/ }] },
      },
    },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8080', '/live': { target: 'ws://127.0.0.1:8080', ws: true } },
  },
});
