/** How the page is built: by electron-vite as one part of the desktop program, and alone for the web host. */
import react from '@vitejs/plugin-react'
import path from 'node:path'
import { defineConfig } from 'vite'

const here = import.meta.dirname

export default defineConfig({
  root: here,
  base: './',
  plugins: [react()],
  build: {
    outDir: path.join(here, '../out/renderer'),
    emptyOutDir: true,
    // Electron's own Chromium is newer; a till's browser may be this old.
    target: 'chrome130',
    minify: true,
    sourcemap: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: path.join(here, 'index.html') },
  },
})
