import { describe, expect, it } from 'vitest'
import { othersIn } from './windows-access.ts'

const own = 'S-1-5-21-1004336348-1177238915-682003330-1001'
const other = 'S-1-5-21-1004336348-1177238915-682003330-1002'

describe('the access list of a file on Windows', () => {
  it('lets nobody else in where it has the user, the system and administrators', () => {
    const profile = `control.json\r\nD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;${own})\r\n`
    expect(othersIn(profile, own)).toEqual([])
    expect(othersIn(`D:PAI(A;;FA;;;OW)(D;;FA;;;WD)(A;OICIIO;FA;;;CO)`, own)).toEqual([])
  })

  it.each([
    ['everybody', '(A;ID;FR;;;WD)', 'WD'],
    ['all who signed in, as on a second drive', '(A;ID;0x1301bf;;;AU)', 'AU'],
    ['users', '(A;;0x1200a9;;;BU)', 'BU'],
    ['another user', `(A;ID;FA;;;${other})`, other],
    ['whoever meets a condition', '(XA;;FR;;;WD;(@User.Title=="x"))', 'WD'],
    ['whoever inherits', '(A;OICIID;FA;;;AU)', 'AU'],
  ])('names %s', (_, entry, sid) => {
    expect(othersIn(`control.json\nD:AI(A;ID;FA;;;${own})${entry}`, own)).toContain(sid)
  })

  it('is open to everybody where there is none', () => {
    expect(othersIn('control.json\n', own)).toEqual(['WD'])
    expect(othersIn('D:NO_ACCESS_CONTROL', own)).toEqual(['WD'])
  })
})
