// The key of a record that is forced at one account. It shares a list with hostnames, which are forced at every account.

/** @returns `home/nas.example.org`: no hostname has a slash */
export const forcedRecord = ({ account, hostname }: { readonly account: string; readonly hostname: string }): string =>
  `${account}/${hostname.toLowerCase()}`
