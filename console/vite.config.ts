// Builds to dist/, which the server hands out under /console/. Nothing inline: the page runs under `default-src 'self'`.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig, type Plugin } from 'vite'

// While developing, a running server answers the API; it takes a change only from its own origin.
const server = process.env.FENRUN_SERVER ?? 'https://localhost:8443'
const proxy = {
  '/admin': { target: server, changeOrigin: true, secure: false, headers: { origin: server, 'sec-fetch-site': 'same-origin' } },
}

// The server hands out the packed forms that stand beside a file.
const packed: Plugin = {
  name: 'packed',
  apply: 'build',
  writeBundle(options, bundle) {
    for (const name of Object.keys(bundle).filter((name) => /\.(js|css|html)$/.test(name))) {
      const bytes = readFileSync(`${options.dir}/${name}`)
      writeFileSync(`${options.dir}/${name}.gz`, gzipSync(bytes, { level: 9 }))
      writeFileSync(`${options.dir}/${name}.br`, brotliCompressSync(bytes))
    }
  },
}

// The policy of the server, so that a preview fails where the real thing would.
const policy =
  "default-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

export default defineConfig({
  base: '/console/',
  plugins: [vue(), components({ resolvers: [ElementPlusResolver()], dirs: [], dts: false }), packed],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  build: { target: 'es2020', assetsInlineLimit: 0, reportCompressedSize: false },
  server: { proxy },
  preview: { proxy, headers: { 'Content-Security-Policy': policy } },
})
