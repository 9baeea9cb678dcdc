import { describe, expect, it } from 'vitest'
import { createWindowsLogin } from '../../testing/windows-login.ts'
import { createRunKeyEntry, stateOfItems } from './run-key-entry.ts'

const WITH_BLANKS = 'C:\\Users\\Zoë 中文\\AppData\\Local\\Programs\\Homeward\\Homeward.exe'
const WITHOUT_BLANKS = 'C:\\Users\\zoe\\AppData\\Local\\Programs\\Homeward\\Homeward.exe'
const item = (path: string, enabled: boolean, args: string[] = [], name = 'Homeward') => ({ path, enabled, args, name })

describe.each([
  ['before 38, which writes a path as it is', 'as given'],
  ['from 38 on, which adds quotation marks', 'always quoted'],
  ['that adds quotation marks only where there are none', 'quoted once'],
] as const)('the Run key by an Electron %s', (_, quoting) => {
  describe.each([WITH_BLANKS, WITHOUT_BLANKS])('for %s', (program) => {
    const setUp = () => {
      const windows = createWindowsLogin(quoting)
      return { windows, entry: createRunKeyEntry(windows.app, program) }
    }

    it('holds the program in quotation marks and the argument', () => {
      const { windows, entry } = setUp()
      entry.write(true)
      expect([...windows.run]).toEqual([['Homeward', `"${program}" --background`]])
      expect(windows.started('Homeward')).toEqual([program, '--background'])
    })

    it('is read back, and can be switched off and on again', () => {
      const { windows, entry } = setUp()
      expect(entry.read()).toBe('off')
      entry.write(true)
      expect(entry.read()).toBe('on')
      entry.write(false)
      expect(entry.read()).toBe('off')
      expect(windows.run.size).toBe(0)
      entry.write(true)
      expect(entry.read()).toBe('on')
    })

    it('is off by the system when Task Manager says so, until it is written again', () => {
      const { windows, entry } = setUp()
      entry.write(true)
      windows.disabled.add('Homeward')
      expect(entry.read()).toBe('off-by-system')
      entry.write(false)
      entry.write(true)
      expect(entry.read()).toBe('on')
    })

    it('without quotation marks, as older versions wrote it, is ours and can be switched off', () => {
      const { windows, entry } = setUp()
      windows.run.set('Homeward', `${program} --background`)
      expect(entry.read()).toBe('on')
      entry.write(false)
      expect(windows.run.size).toBe(0)
    })

    it('of other programs is none of ours', () => {
      const { windows, entry } = setUp()
      windows.run.set('Other', 'C:\\Users\\Zoë 中文\\Other\\Other.exe --background')
      windows.run.set('Another', `"${program}.old.exe" --background`)
      windows.run.set('Homeward', '"D:\\Old copy\\Homeward.exe" --background')
      expect(entry.read()).toBe('off')
    })

    it('is only read by reading', () => {
      const { windows, entry } = setUp()
      windows.run.set('Homeward', `${program} --background`)
      entry.read()
      expect([...windows.run]).toEqual([['Homeward', `${program} --background`]])
    })
  })
})

describe('the Run key', () => {
  it('that does not keep the entry is said to the user, and nothing wrong is left in it', () => {
    const windows = createWindowsLogin('broken')
    const entry = createRunKeyEntry(windows.app, WITH_BLANKS)
    expect(() => entry.write(true)).toThrow('Windows did not keep the entry')
    expect(windows.run.size).toBe(0)
  })

  it('has three states, and finds our program whatever the quotes, slashes and letter case', () => {
    expect(stateOfItems([], WITH_BLANKS)).toBe('off')
    expect(stateOfItems([item('C:\\Other\\Homeward.exe', true)], WITH_BLANKS)).toBe('off')
    expect(stateOfItems([item(`"${WITH_BLANKS.toUpperCase()}"`, true)], WITH_BLANKS)).toBe('on')
    expect(stateOfItems([item(WITH_BLANKS.replaceAll('\\', '/'), false)], WITH_BLANKS)).toBe('off-by-system')
    expect(stateOfItems([item(WITH_BLANKS, false), item(WITH_BLANKS, true)], WITH_BLANKS)).toBe('on')
  })
})
