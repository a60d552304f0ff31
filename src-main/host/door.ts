/** The local door of a profile. Its engine may still be loading: whoever comes through waits for it. */
import { listenLocally, type LocalSocket } from './local-socket.ts'
import type { OpenedProfile } from './open-profile.ts'

export function openDoor(
  profileDir: string,
  opened: Promise<OpenedProfile>,
  onShow: () => string | null,
): Promise<LocalSocket> {
  return listenLocally(profileDir, {
    onWire: (wire) => void opened.then((profile) => profile.attachTrusted(wire)),
    onShow,
    onBackup: async (file) => (await opened).backup(file),
  })
}
