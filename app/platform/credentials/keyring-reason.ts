// What a credential store's error means for the user, and what cures it.

const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [
    /Failed to load keytar|libsecret|cannot open shared object/i,
    'The credential store cannot be used: its library is missing. On Debian and Ubuntu, install libsecret-1-0.',
  ],
  [
    /locked collection|locked object|is locked|prompt was dismissed|user interaction is not allowed/i,
    'The credential store is locked. Unlock it; nothing is lost meanwhile.',
  ],
  [
    // libsecret keeps to the service it first met; without a GLib main loop it never meets the next one.
    /The name :\S+ was not provided/i,
    'The credential store was restarted and cannot be reached from here any more. Restart Homeward; nothing is lost.',
  ],
  [
    /autolaunch D-Bus|Could not connect|dbus-launch|was not provided by any \.service|ServiceUnknown|NameHasNoOwner/i,
    'There is no credential store in this session. Start one (gnome-keyring, KWallet), or give secrets in environment variables named HOMEWARD_SECRET_<ACCOUNT>_<FIELD>.',
  ],
  [
    // RPC_X_BAD_STUB_DATA: what Windows says to a secret over 2,560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE).
    /stub received bad data/i,
    'The credential store refused the secret: it is too long.',
  ],
  [
    // ERROR_NOT_ENOUGH_MEMORY, said when the Credential Manager as a whole is full.
    /not enough memory|not enough storage|not enough quota/i,
    'The Windows Credential Manager is full. Remove entries that are no longer needed (Control Panel, Credential Manager), then try again.',
  ],
  [
    // ERROR_NO_SUCH_LOGON_SESSION: a service or a remote session without a profile.
    /logon session does not exist/i,
    'Windows keeps no credentials for this kind of session. Give secrets in environment variables named HOMEWARD_SECRET_<ACCOUNT>_<FIELD>.',
  ],
]

/** One sentence or two for an error of the credential store. */
export function keyringReason(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  const known = SAYINGS.find(([pattern]) => pattern.test(words))
  return known?.[1] ?? `The credential store refused: ${words.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 200)}.`
}
