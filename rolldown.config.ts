import { copyFile } from 'node:fs/promises';
import { defineConfig } from 'rolldown';
import { engineModule } from './engine/build.ts';

/**
 * `dist/` runs without sources and without node_modules. What is imported lazily stays in chunks of its own, so that `tug --help` loads
 * neither the API client nor the schema nor a YAML reader. Chunks lie flat: the engine looks for its worker and module beside itself.
 */
export default defineConfig({
  input: { tug: 'src/cli/main.ts', 'engine-worker': 'src/render/engine/worker.ts' },
  platform: 'node',
  output: {
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    cleanDir: true,
    minify: { mangle: false, compress: true, codegen: true },
    comments: { legal: true },
  },
  plugins: [
    {
      name: 'engine-beside-the-bundle',
      async writeBundle() {
        await copyFile(await engineModule((line) => console.error(line)), 'dist/engine.wasm');
      },
    },
  ],
});
