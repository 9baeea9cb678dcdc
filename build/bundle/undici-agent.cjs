// Stands for the whole undici package in the bundle: of its fetch, WebSocket and caches nothing is used, and an app that
// waits in the tray should not hold them in memory.
exports.Agent = require('undici/lib/dispatcher/agent.js')
