/** The centre's time as well as it is known here. The workstation's own clock may be wrong, may jump, and is never what counts. */
import { uptime } from 'node:os'
import { fromInstant, toInstant, type Instant } from '#shared/kernel/instant.ts'

export interface CentreClock {
  now(): Instant
  /** The centre has just said what time it is. */
  meet(centreMs: number): void
  /** Without the centre: goes by the workstation's clock and how wrong it was when they last met, never back before `notBefore`. */
  guess(skewMs: number, notBefore: Instant): void
  /** Workstation's clock minus the centre's; null while neither met nor guessed. */
  skewMs(): number | null
}

/** `wall` is the workstation's clock, which anybody may set. */
export function createCentreClock(wall: () => number = Date.now): CentreClock {
  let aheadOfSteady: number | undefined
  const centreMs = () => (aheadOfSteady === undefined ? wall() : aheadOfSteady + steadyMs())
  return {
    now: () => toInstant(Math.floor(centreMs())),
    meet(ms) {
      aheadOfSteady = ms - steadyMs()
    },
    guess(skewMs, notBefore) {
      aheadOfSteady = Math.max(wall() - skewMs, fromInstant(notBefore)) - steadyMs()
    },
    skewMs: () => (aheadOfSteady === undefined ? null : Math.round(wall() - centreMs())),
  }
}

const startedUp = uptime() * 1000 - performance.now()
/** The system's own measure is coarse: less than this is no sleep. */
const COARSE_MS = 3_000

/** Milliseconds that go on whatever is done to the clock, also while the computer sleeps. */
function steadyMs(): number {
  const slept = uptime() * 1000 - performance.now() - startedUp
  return performance.now() + (slept > COARSE_MS ? slept : 0)
}
