@echo off
rem Homeward's command line, run by the Node.js of this machine: the packaged app itself refuses to act as one.
setlocal
where node >nul 2>nul
if errorlevel 1 (
  echo homeward: the command line needs Node.js 18.15 or later on the PATH: https://nodejs.org 1>&2
  exit /b 2
)
node "%~dp0..\app.asar.unpacked\out\app\headless.cjs" %*
