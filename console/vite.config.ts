// Builds to dist/, which the server hands out under /console/. Nothing inline: the page runs under `default-src 'self'`.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vite'

// While developing, a running server answers the API; it takes a change only from its own origin.
const server = process.env.FENRUN_SERVER ?? 'https://localhost:8443'
const proxy = {
  '/admin': { target: server, changeOrigin: true, secure: false, headers: { origin: server, 'sec-fetch-site': 'same-origin' } },
}

// The policy of the server, so that a preview fails where the real thing would.
const policy =
  "default-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

export default defineConfig({
  base: '/console/',
  plugins: [vue(), components({ resolvers: [ElementPlusResolver()], dirs: [] })],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  build: { target: 'es2020', assetsInlineLimit: 0, reportCompressedSize: false },
  server: { proxy },
  preview: { proxy, headers: { 'Content-Security-Policy': policy } },
})
