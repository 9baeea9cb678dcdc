// When one page cannot be drawn, says so and leaves the rest of the window working.
import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { Component, type ErrorInfo, type ReactNode } from 'react'

interface Props {
  readonly text: string
  readonly children: ReactNode
}

export class ErrorBoundary extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error('a page could not be drawn', error, info.componentStack)
  }

  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <MessageBar intent="error">
        <MessageBarBody>{this.props.text}</MessageBarBody>
      </MessageBar>
    )
  }
}
