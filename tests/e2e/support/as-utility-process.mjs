// Runs the built engine process on plain Node, with parentPort and message ports played over Node's own channel to the parent.
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'

const ports = new Map()

function portOf(id) {
  const port = new EventEmitter()
  // As a real port, it keeps what comes before anybody listens.
  const early = []
  port.take = (message) => (early.push(message), undefined)
  port.start = () => {
    port.take = (message) => port.emit('message', message)
    early.splice(0).forEach(port.take)
  }
  port.postMessage = (data) => process.send({ port: id, data })
  port.close = () => port.emit('close')
  ports.set(id, port)
  return port
}

process.parentPort = new EventEmitter()
process.parentPort.postMessage = (data) => process.send({ data })
process.on('message', ({ data, attach, port, text }) => {
  if (port !== undefined) ports.get(port)?.take({ data: text })
  else process.parentPort.emit('message', { data, ports: attach === undefined ? [] : [portOf(attach)] })
})
process.on('disconnect', () => process.exit(0))

await import(pathToFileURL(process.argv[2]).href)
process.send({ data: { t: 'loaded' } })
