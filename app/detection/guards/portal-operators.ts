// Pages that everybody gets alike, each over plain http on purpose: systems and browsers notice captive portals by them.
import type { PortalOperator } from '../../model/guards/portal.ts'

export const PORTAL_OPERATORS: readonly (PortalOperator & { readonly name: string; readonly page: string })[] = [
  {
    name: 'Mozilla',
    url: 'http://detectportal.firefox.com/success.txt',
    status: 200,
    body: 'success',
    page: 'https://support.mozilla.org/kb/captive-portal',
  },
  {
    name: 'Google',
    url: 'http://connectivitycheck.gstatic.com/generate_204',
    status: 204,
    page: 'https://www.chromium.org/chromium-os/chromiumos-design-docs/network-portal-detection/',
  },
  {
    name: 'Microsoft',
    url: 'http://www.msftconnecttest.com/connecttest.txt',
    status: 200,
    body: 'Microsoft Connect Test',
    page: 'https://learn.microsoft.com/windows-server/networking/ncsi/ncsi-overview',
  },
]
