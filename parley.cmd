@echo off
rem Parley's front door on Windows: sees to the virtual environment, then starts main.py.
rem "parley test" installs what the tests need as well and runs every check; words after "test" go to pytest alone.
setlocal

rem Raise it together with the one in "parley", the same door for the other systems.
set "layout=1"

set "root=%~dp0"
set "venv=%root%.venv"
set "python=%venv%\Scripts\python.exe"
set "wanted=requirements"
if "%~1"=="test" set "wanted=requirements-dev"

rem .venv holds what the lock file names when it holds a copy of it: the last thing that an installation writes.
if not exist "%python%" goto prepare
if not exist "%venv%\%wanted%-%layout%.lock" goto prepare
fc /b "%root%%wanted%.lock" "%venv%\%wanted%-%layout%.lock" >nul 2>&1
if errorlevel 1 goto prepare

:start
if "%~1"=="test" goto test
"%python%" "%root%main.py" %*
exit /b %errorlevel%

:prepare
if exist "%python%" if exist "%venv%\*-%layout%.lock" goto install
rem PARLEY_PYTHON names another Python than the newest one that is installed.
set "base=%PARLEY_PYTHON%"
if defined PARLEY_PYTHON goto make
set "base=py -3.13"
%base% -I -c "import ensurepip, venv" >nul 2>&1
if not errorlevel 1 goto make
set "base=py -3.12"
%base% -I -c "import ensurepip, venv" >nul 2>&1
if not errorlevel 1 goto make
set "base=py -3.11"
%base% -I -c "import ensurepip, venv" >nul 2>&1
if not errorlevel 1 goto make
set "base=python"
%base% -I -c "import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" >nul 2>&1
if not errorlevel 1 goto make
echo parley: found no Python 3.11, 3.12 or 3.13>&2
exit /b 1

:make
echo parley: making .venv>&2
if exist "%venv%" rmdir /s /q "%venv%"
%base% -I -m venv "%venv%" >&2
if errorlevel 1 exit /b 1

rem Fetches everything before it changes anything: without a network, a .venv that works is left as it was.
:install
echo parley: fetching what %wanted%.lock names, once>&2
call :pip download --dest "%venv%\wheels"
if errorlevel 1 goto not_fetched
del /q "%venv%\*-%layout%.lock" >nul 2>&1
echo parley: installing it>&2
call :pip install --no-compile --no-index --find-links "%venv%\wheels"
if errorlevel 1 goto not_installed
rmdir /s /q "%venv%\wheels"
rem Without this a start takes longer. Packages carry templates that only look like Python, hence no check.
"%python%" -I -m compileall -qq "%venv%\Lib" "%root%desktop_app" >&2
copy /y "%root%requirements.lock" "%venv%\requirements-%layout%.lock" >nul
copy /y "%root%%wanted%.lock" "%venv%\%wanted%-%layout%.lock" >nul
goto start

:pip
"%python%" -I -m pip %* -qq --disable-pip-version-check --no-input --require-hashes --no-deps --only-binary :all: --requirement "%root%%wanted%.lock" >&2
exit /b %errorlevel%

:not_fetched
echo parley: the libraries could not be fetched; start again when the network is there>&2
exit /b 1

:not_installed
echo parley: the libraries could not be installed>&2
exit /b 1

:test
cd /d "%root%"
set "QT_QPA_PLATFORM=offscreen"
set words=
:next_word
shift
if "%~1"=="" goto words_read
set words=%words% %1
goto next_word
:words_read
if defined words goto pytest
set "step=format (ruff format)"
"%python%" -m ruff format --check
if errorlevel 1 goto stopped
set "step=lint (ruff check)"
"%python%" -m ruff check
if errorlevel 1 goto stopped
set "step=types (mypy)"
"%python%" -m mypy
if errorlevel 1 goto stopped
set "step=import contracts (lint-imports)"
"%python%" -c "from importlinter.cli import lint_imports_command as run; run()"
if errorlevel 1 goto stopped
:pytest
set "step=pytest"
"%python%" -m pytest %words%
if errorlevel 1 goto stopped
exit /b 0

:stopped
set "code=%errorlevel%"
echo parley: the tests stopped: %step% failed>&2
exit /b %code%
