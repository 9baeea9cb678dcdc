// The smallest Electron tray app: an icon with a menu, with the same switches as Homeward. Homeward's costs are given as a
// multiple of this app's.
const path = require('node:path')
const { app, Menu, nativeImage, Tray } = require('electron')

app.setPath('userData', process.env.BARE_TRAY_FOLDER ?? path.join(app.getPath('temp'), `bare-tray-${process.pid}`))
app.enableSandbox()
app.disableHardwareAcceleration()
app.on('window-all-closed', () => undefined)

let tray
app.whenReady().then(() => {
  const picture = path.join(__dirname, '../../../out/icons/tray/ok-dark-32.png')
  tray = new Tray(nativeImage.createFromPath(picture))
  tray.setToolTip('Bare tray')
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]))
})
