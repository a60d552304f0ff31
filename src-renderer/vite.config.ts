/** How the page is built: by electron-vite as one part of the desktop program, and alone for the web host. */
import react from '@vitejs/plugin-react'
import path from 'node:path'
import { defineConfig, type UserConfig } from 'vite'

/** The folder is given: a bundled configuration no longer knows where its file was. */
export function pageConfig(folder: string): UserConfig {
  return {
    root: folder,
    base: './',
    plugins: [react()],
    build: {
      outDir: path.join(folder, '../out/renderer'),
      emptyOutDir: true,
      // Electron's own Chromium is newer; a till's browser may be this old.
      target: 'chrome130',
      minify: true,
      sourcemap: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: path.join(folder, 'index.html') },
    },
  }
}

export default defineConfig(pageConfig(import.meta.dirname))
