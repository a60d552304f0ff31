/** What the page may ask of the desktop: dialogs, printing, folders, notices, secrets. One port for each window. */
import { dialog, Notification, shell, type BrowserWindow, type MessagePortMain } from 'electron'
import { createReadStream } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { locate, safeName, takeIn } from '#main/engine/files.ts'
import type { Secrets } from '#main/host/secrets.ts'
import { AppError, toWireError, type WireError } from '#shared/rpc/errors.ts'
import { FileRef, type Host } from '#shared/rpc/host.ts'

const Asked = z.object({ id: z.int(), name: z.string(), args: z.array(z.unknown()).max(4) })
const Accept = z.array(z.string().regex(/^\.[a-z0-9]{1,10}$/)).max(20)
const Notice = z.object({ title: z.string().max(200), body: z.string().max(1000) })

type Functions = { [N in Exclude<keyof Host, 'kind'>]: (...args: unknown[]) => Promise<unknown> }

export function serveShell(window: BrowserWindow, port: MessagePortMain, profileDir: string, secrets: Secrets): void {
  const functions = shellFunctions(window, profileDir, secrets)
  port.on('message', ({ data }: { data: unknown }) => {
    const asked = Asked.safeParse(data)
    if (asked.success) void answer(asked.data)
  })
  port.start()

  async function answer({ id, name, args }: z.infer<typeof Asked>) {
    try {
      if (!Object.hasOwn(functions, name)) throw new AppError('not-found', `The shell has no ${name}`)
      const ok = await functions[name as keyof Functions](...args)
      port.postMessage({ id, ok: ok ?? null })
    } catch (error) {
      port.postMessage({ id, error: toAnswer(error) })
    }
  }
}

function toAnswer(error: unknown): WireError {
  if (error instanceof z.ZodError) return { code: 'invalid', message: error.message, details: {} }
  return toWireError(error)
}

function shellFunctions(window: BrowserWindow, profileDir: string, secrets: Secrets): Functions {
  return {
    async saveFile(given) {
      const ref = FileRef.parse(given)
      const source = locate(profileDir, ref.file)
      const { filePath, canceled } = await dialog.showSaveDialog(window, { defaultPath: safeName(ref.name) })
      if (canceled) return false
      await copyFile(source, filePath)
      return true
    },
    async openFile(given) {
      const extensions = Accept.parse(given).map((ending) => ending.slice(1))
      const filters = extensions.length > 0 ? [{ name: extensions.join(', '), extensions }] : []
      const { filePaths, canceled } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters })
      const [chosen] = filePaths
      if (canceled || chosen === undefined) return null
      return takeIn(profileDir, path.basename(chosen), createReadStream(chosen))
    },
    async print(given) {
      // A PDF is printed by the program that the user reads PDFs with; it knows the printer's trays.
      if (given !== undefined && given !== null) return openPath(locate(profileDir, FileRef.parse(given).file))
      return new Promise<void>((resolve) => window.webContents.print({}, () => resolve()))
    },
    async openFolder(given) {
      shell.showItemInFolder(locate(profileDir, FileRef.parse(given).file))
      return Promise.resolve()
    },
    async notify(given) {
      const notice = new Notification(Notice.parse(given))
      notice.on('click', () => window.show())
      notice.show()
      return Promise.resolve()
    },
    async keepSecret(name, value) {
      secrets.keep(z.string().parse(name), z.string().nullable().parse(value))
      return Promise.resolve()
    },
    async secret(name) {
      return Promise.resolve(secrets.read(z.string().parse(name)))
    },
  }
}

async function openPath(file: string): Promise<void> {
  const trouble = await shell.openPath(file)
  if (trouble !== '') throw new AppError('internal', trouble)
}
