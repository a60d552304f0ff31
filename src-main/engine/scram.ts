/** SCRAM-SHA-256 verifiers (RFC 5803, PostgreSQL's own format): what the server keeps instead of a password, and we keep for offline sign-in. */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const ITERATIONS = 4096
const derive = promisify(pbkdf2)

export async function makeVerifier(password: string, iterations = ITERATIONS): Promise<string> {
  return verifierOf(password, randomBytes(16), iterations)
}

/** True when `password` is the one behind `verifier`; false also for anything that is not a verifier. */
export async function checkVerifier(password: string, verifier: string): Promise<boolean> {
  const match = /^SCRAM-SHA-256\$(\d+):([A-Za-z0-9+/=]+)\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/.exec(verifier)
  if (!match) return false
  const expected = Buffer.from(await verifierOf(password, Buffer.from(match[2] ?? '', 'base64'), Number(match[1])))
  const given = Buffer.from(verifier)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

async function verifierOf(password: string, salt: Buffer, iterations: number): Promise<string> {
  // PostgreSQL applies SASLprep; NFKC is its effect on every password one can type.
  const salted = await derive(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest()
  const serverKey = createHmac('sha256', salted).update('Server Key').digest()
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey.toString('base64')}:${serverKey.toString('base64')}`
}
