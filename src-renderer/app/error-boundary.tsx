/** A screen that throws takes down itself, not the frame. React offers this to classes only. */
import { Component, type ReactNode } from 'react'
import { toWireError, type WireError } from '#shared/rpc/errors.ts'
import { ErrorState } from '../ui/states.tsx'

interface State {
  error: WireError | undefined
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { error: { ...toWireError(error), details: { reason: 'engine.screen-broke', message: String(error) } } }
  }

  override render() {
    if (!this.state.error) return this.props.children
    return <ErrorState error={this.state.error} onRetry={() => this.setState({ error: undefined })} />
  }
}
