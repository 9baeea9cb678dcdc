// Why a command was refused. Screen readers announce it at once.
import { MessageBar, MessageBarBody, makeStyles } from '@fluentui/react-components'

// Without text it takes no room, not even a gap between its neighbours.
const useStyles = makeStyles({ alert: { ':empty': { display: 'none' } } })

export function ErrorMessage({ text }: { text: string | null }) {
  const styles = useStyles()
  return (
    <div role="alert" className={styles.alert}>
      {text !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{text}</MessageBarBody>
        </MessageBar>
      )}
    </div>
  )
}
