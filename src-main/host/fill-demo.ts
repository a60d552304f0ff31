/** `--demo`: an empty profile is filled with demonstration data before anybody is asked anything. */
import { app } from '#shared/modules/index.ts'
import { connect, type Progress } from '#shared/rpc/client.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import type { OpenedProfile } from './open-profile.ts'

export const SCALES = ['small', 'complex', 'developer', 'developer-x10'] as const
export type Scale = (typeof SCALES)[number]

export function toScale(given: string | undefined): Scale {
  const scale = SCALES.find((one) => one === (given ?? 'complex'))
  if (!scale) throw new AppError('invalid', `There is no scale '${given}': ${SCALES.join(', ')}`, { scales: SCALES })
  return scale
}

/** False where the profile already had data, which stays as it is. */
export async function fillWithDemo(
  profile: OpenedProfile,
  scale: Scale,
  onProgress: (progress: Progress) => void,
): Promise<boolean> {
  const { client, server } = memoryWire()
  profile.attach(server)
  const { api, close } = connect(app, client)
  try {
    const { state } = await api.engine.profile({})
    if (state !== 'empty') return false
    await api.engine.startDemo({ scale }, { onProgress })
    return true
  } finally {
    close()
  }
}
