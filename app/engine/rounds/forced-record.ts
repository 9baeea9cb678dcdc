// How a record that is forced at one account stands among the hostnames that are forced at all of them.

/** @returns `home/nas.example.org`: no hostname has a slash */
export const forcedRecord = ({ account, hostname }: { readonly account: string; readonly hostname: string }): string =>
  `${account}/${hostname.toLowerCase()}`
