/** The renderer alone, on an engine in memory: `vite --config tests/gallery/gallery.config.ts`, then open /index.html#/gallery. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5199, fs: { strict: false } },
  build: { target: 'es2024', outDir: `${import.meta.dirname}/../../out/gallery`, emptyOutDir: true },
})
