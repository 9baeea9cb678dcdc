// Explains an error of the credential store to the user, with the cure.
import { messageOf } from '../../model/message-of.ts'

const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [
    /Failed to load keytar|libsecret|cannot open shared object/i,
    'The credential store cannot be used: its library is missing. On Debian and Ubuntu, install libsecret-1-0.',
  ],
  [
    /locked collection|locked object|is locked|prompt was dismissed|user interaction is not allowed/i,
    'The credential store is locked. Unlock it; nothing is lost meanwhile.',
  ],
  [
    // libsecret stays with the first service it found. Without a GLib main loop it never finds the next one.
    /The name :\S+ was not provided/i,
    'The credential store was restarted and cannot be reached from here any more. Restart Homeward; nothing is lost.',
  ],
  [
    /autolaunch D-Bus|Could not connect|dbus-launch|was not provided by any \.service|ServiceUnknown|NameHasNoOwner/i,
    'There is no credential store in this session. Start one (gnome-keyring, KWallet), or give secrets in environment variables named HOMEWARD_SECRET_<ACCOUNT>_<FIELD>.',
  ],
  [
    // RPC_X_BAD_STUB_DATA: Windows refuses a secret over 2,560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE).
    /stub received bad data/i,
    'The credential store refused the secret: it is too long.',
  ],
  [
    // ERROR_NOT_ENOUGH_MEMORY: the Credential Manager as a whole is full.
    /not enough memory|not enough storage|not enough quota/i,
    'The Windows Credential Manager is full. Remove entries that are no longer needed (Control Panel, Credential Manager), then try again.',
  ],
  [
    // ERROR_NO_SUCH_LOGON_SESSION: a service or a remote session without a profile.
    /logon session does not exist/i,
    'Windows keeps no credentials for this kind of session. Give secrets in environment variables named HOMEWARD_SECRET_<ACCOUNT>_<FIELD>.',
  ],
]

/** @returns one or two sentences. */
export function keyringProblem(error: unknown): string {
  const message = messageOf(error)
  const known = PROBLEMS.find(([pattern]) => pattern.test(message))
  return known?.[1] ?? `The credential store refused: ${message.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 200)}.`
}
