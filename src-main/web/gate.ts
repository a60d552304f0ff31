/** Who may speak to the web host: this machine's user, through pages that this host served, and nobody else. */
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Gate {
  /** A fresh address that lets one browser in, once, within `TOKEN_LIFE_MS`. */
  invite(): string
  /** Exchanges a token for a session's cookie value, or undefined where the token is wrong, used or too old. */
  redeem(token: string): string | undefined
  /** The session behind a request's cookie, as an opaque key. */
  sessionOf(request: IncomingMessage): string | undefined
  cookie(value: string): string
  /** The Host header names this very server: what a page under another name sends is somebody's DNS trick. */
  isOurHost(request: IncomingMessage): boolean
  /** The Origin header is the page this server served. */
  isOurOrigin(request: IncomingMessage): boolean
}

const TOKEN_LIFE_MS = 10 * 60_000

export function openGate(port: () => number, now: () => number = Date.now): Gate {
  /** Only digests are kept, so that nothing here can be replayed. */
  const invitations = new Map<string, number>()
  const sessions = new Set<string>()
  const names = () => ['127.0.0.1', 'localhost'].map((name) => `${name}:${port()}`)
  // Cookies do not know ports: two hosts on one machine need two names.
  const cookieName = () => `kvartal_${port()}`

  return {
    invite() {
      const token = randomBytes(24).toString('base64url')
      invitations.set(digest(token), now() + TOKEN_LIFE_MS)
      return `http://127.0.0.1:${port()}/?token=${token}`
    },
    redeem(token) {
      const key = digest(token)
      const until = invitations.get(key)
      invitations.delete(key)
      if (until === undefined || until < now()) return undefined
      const value = randomBytes(32).toString('base64url')
      sessions.add(digest(value))
      return value
    },
    sessionOf(request) {
      const prefix = `${cookieName()}=`
      const values = (request.headers.cookie ?? '').split(/;\s*/).filter((part) => part.startsWith(prefix))
      return values.map((part) => digest(part.slice(prefix.length))).find((key) => sessions.has(key))
    },
    cookie: (value) => `${cookieName()}=${value}; Path=/; HttpOnly; SameSite=Strict`,
    isOurHost: (request) => names().includes(request.headers.host ?? ''),
    isOurOrigin: (request) => names().some((name) => request.headers.origin === `http://${name}`),
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
