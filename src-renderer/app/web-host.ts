/** The host in a browser: files go through the web host by HTTP, the rest is what browsers have. */
import { AppError } from '#shared/rpc/errors.ts'
import { FileRef, LARGEST_FILE, type Host } from '#shared/rpc/host.ts'

export function webHost(): Host {
  return {
    kind: 'web',
    async saveFile(ref) {
      const link = document.createElement('a')
      link.href = fileUrl(ref)
      link.download = ref.name
      link.click()
      return Promise.resolve(true)
    },
    async openFile(accept) {
      const file = await chooseFile(accept)
      if (!file) return null
      if (file.size > LARGEST_FILE)
        throw new AppError('invalid', 'The file is too large', { reason: 'host.file-too-large', largest: LARGEST_FILE })
      const answer = await request(`files?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file })
      return FileRef.parse(await answer.json())
    },
    async print(ref) {
      if (!ref) return window.print()
      const blob = await (await request(fileUrl(ref))).blob()
      await printInFrame(URL.createObjectURL(blob))
    },
    async openFolder(ref) {
      await request(`folder?file=${encodeURIComponent(ref.file)}`, { method: 'POST' })
    },
    async notify({ title, body }) {
      if (!('Notification' in window)) return
      const permission =
        Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission
      if (permission === 'granted') new Notification(title, { body })
    },
    async keepSecret(name, value) {
      await request(
        `secrets/${encodeURIComponent(name)}`,
        value === null ? { method: 'DELETE' } : { method: 'PUT', body: value },
      )
    },
    async secret(name) {
      const answer = await request(`secrets/${encodeURIComponent(name)}`)
      return answer.status === 204 ? null : answer.text()
    },
  }
}

function fileUrl(ref: FileRef): string {
  return `files/${ref.file.split('/').map(encodeURIComponent).join('/')}?name=${encodeURIComponent(ref.name)}`
}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(path, { ...init, credentials: 'same-origin', cache: 'no-store' })
  if (!answer.ok) throw new Error(`The web host answered ${answer.status}`)
  return answer
}

function chooseFile(accept: readonly string[]): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = accept.join(',')
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null))
    input.addEventListener('cancel', () => resolve(null))
    input.click()
  })
}

function printInFrame(url: string): Promise<void> {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.hidden = true
    frame.src = url
    frame.addEventListener('load', () => {
      frame.contentWindow?.print()
      resolve()
    })
    document.body.append(frame)
  })
}
