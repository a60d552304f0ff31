/** The built page as any host serves it: which file answers which path, and the headers that keep the page to itself. */
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

export interface PageFile {
  file: string
  type: string
  /** Names of built files carry a hash of their content, so they may be kept; the page itself may not. */
  cache: string
}

/** The file for a request's path, or undefined. Only plain files below `folder` are ever found, whatever the path says. */
export function pageFile(folder: string, urlPath: string): PageFile | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(urlPath)
  } catch {
    return undefined
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined
  const file = path.resolve(folder, `.${path.posix.normalize(`/${decoded === '/' ? 'index.html' : decoded}`)}`)
  if (!file.startsWith(path.resolve(folder) + path.sep)) return undefined
  const type = TYPES[path.extname(file)]
  if (type === undefined || !existsSync(file) || !statSync(file).isFile()) return undefined
  const isHashed = path.relative(folder, file).startsWith('assets' + path.sep)
  return { file, type, cache: isHashed ? 'public, max-age=31536000, immutable' : 'no-cache' }
}

/**
 * The page runs its own scripts only and talks to nobody else. Styles may be inline because the widgets and the grid write
 * theirs at run time; `connect` is where the page's own wire goes.
 */
export function contentSecurityPolicy(connect = "'self'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${connect}`,
    "worker-src 'self' blob:",
    'frame-src blob:',
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

export function pageHeaders(connect?: string): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(connect),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
  }
}
