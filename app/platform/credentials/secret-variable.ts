// The environment variable that may hold a secret.

/**
 * HOMEWARD_SECRET_<ACCOUNT>_<FIELD> in upper case, every character but letters and digits as an underscore. The same
 * name with _FILE names a file that holds the secret.
 */
export function secretVariable(account: string, field: string): string {
  return `HOMEWARD_SECRET_${account}_${field}`.toUpperCase().replace(/[^A-Z0-9]/g, '_')
}
