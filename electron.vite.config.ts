/** Builds the three parts of the desktop program. The web host and the command line run from source and need the renderer only. */
import { defineConfig } from 'electron-vite'
import path from 'node:path'
import { pageConfig } from './src-renderer/vite.config.ts'

const root = import.meta.dirname

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: path.join(root, 'src-main/shell/main.ts'),
          'engine-process': path.join(root, 'src-main/shell/engine-process.ts'),
          // The thread that reads a file being imported, found beside the program by its name.
          'imports-worker': path.join(root, 'src-main/modules/imports/worker.ts'),
          // The thread that judges the library of contracts.
          'contracts-worker': path.join(root, 'src-main/modules/contracts/lint-worker.ts'),
        },
        output: { entryFileNames: '[name].js', format: 'es' },
      },
    },
  },
  preload: {
    // A sandboxed preload script is one CommonJS file.
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: path.join(root, 'src-main/shell/preload.ts') },
        output: { entryFileNames: '[name].cjs', format: 'cjs' },
      },
    },
  },
  renderer: pageConfig(path.join(root, 'src-renderer')),
})
