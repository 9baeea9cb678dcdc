@echo off
rem Homeward's command line, run by the Node.js of this machine: the packaged app itself refuses to act as one.
setlocal disableDelayedExpansion
rem By its bare name a node.exe of the current folder would run before the one on the PATH.
set "node="
for %%N in (node.exe) do set "node=%%~$PATH:N"
if defined node goto run
echo homeward: the command line needs Node.js 18.15 or later on the PATH: https://nodejs.org 1>&2
exit /b 2
:run
"%node%" "%~dp0..\app.asar.unpacked\out\app\headless.cjs" %*
