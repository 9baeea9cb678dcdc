// The sentence of a wish that was not granted, said aloud at once.
import { MessageBar, MessageBarBody, makeStyles } from '@fluentui/react-components'

// While there is nothing to say it takes no room, not even a gap between its neighbours.
const useStyles = makeStyles({ place: { ':empty': { display: 'none' } } })

export function Refusal({ text }: { text: string | null }) {
  const styles = useStyles()
  return (
    <div role="alert" className={styles.place}>
      {text !== null && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{text}</MessageBarBody>
        </MessageBar>
      )}
    </div>
  )
}
