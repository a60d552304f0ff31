/** What has been running for more than a second, with its progress and a way out. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseButton, Progress, Tooltip } from '@mantine/core'
import { useTasks, type Task } from '../data/tasks.ts'
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
  const share = progress && progress.total > 0 ? (progress.done / progress.total) * 100 : 100
  return (
    <span className={classes['task']} role="status">
      <span className={classes['taskLabel']}>{task.label}</span>
      <Progress
        value={share}
        animated={!progress || progress.total === 0}
        className={classes['progress']}
        size={6}
        aria-label={task.label}
      />
      <Tooltip label={t('common:cancel')}>
        <CloseButton size="xs" onClick={() => task.cancel()} aria-label={t('common:cancel')} />
      </Tooltip>
    </span>
  )
}
