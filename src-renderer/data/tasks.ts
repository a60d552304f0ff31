/** Calls under way, so that the frame can show progress and a way out of everything longer than a second. */
import { create } from 'zustand'
import type { Progress } from '#shared/rpc/client.ts'

export interface Task {
  id: number
  /** Already translated. */
  label: string
  startedAt: number
  progress: Progress | undefined
  cancel(): void
}

interface Tasks {
  tasks: readonly Task[]
}

export const useTasks = create<Tasks>(() => ({ tasks: [] }))

let lastId = 0

/** Announces a call; returns how to report progress and how to say that it is over. */
export function startTask(label: string, cancel: () => void) {
  const id = ++lastId
  const task: Task = { id, label, startedAt: performance.now(), progress: undefined, cancel }
  useTasks.setState(({ tasks }) => ({ tasks: [...tasks, task] }))
  return {
    progress: (progress: Progress) =>
      useTasks.setState(({ tasks }) => ({ tasks: tasks.map((one) => (one.id === id ? { ...one, progress } : one)) })),
    finish: () => useTasks.setState(({ tasks }) => ({ tasks: tasks.filter((one) => one.id !== id) })),
  }
}
