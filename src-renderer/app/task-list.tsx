/** What has been running for more than a second, with its progress and a way out. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseButton, Tooltip } from '@mantine/core'
import { useTasks, type Task } from '../data/tasks.ts'
import { ProgressBar } from '../ui/progress-bar.tsx'
import classes from './status-bar.module.css'

const PATIENCE_MS = 1000

export function TaskList() {
  const tasks = useTasks((state) => state.tasks)
  return tasks.map((task) => <TaskLine key={task.id} task={task} />)
}

function TaskLine({ task }: { task: Task }) {
  const { t } = useTranslation('engine')
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isLong) return null
  const { progress } = task
  return (
    <span className={classes['task']} role="status">
      <span className={classes['taskLabel']}>{task.label}</span>
      <span className={classes['progress']}>
        <ProgressBar label={task.label} done={progress?.done} total={progress?.total} />
      </span>
      <Tooltip label={t('common:cancel')}>
        <CloseButton size="xs" onClick={() => task.cancel()} aria-label={t('common:cancel')} />
      </Tooltip>
    </span>
  )
}
