; A program in Parley's place, to try the installer where nothing of Windows is: it writes down with which words it was
; started, and stays for half a minute when `--stay` is among them.
Unicode true
Target amd64-unicode
OutFile "${TARGET}"
SilentInstall silent
RequestExecutionLevel user
!include FileFunc.nsh

Section
  ${GetParameters} $0
  FileOpen $1 "$EXEDIR\_internal\started.txt" a
  FileSeek $1 0 END
  FileWrite $1 "${NAME}: $0$\r$\n"
  FileClose $1
  ${GetOptions} $0 "--stay" $2
  IfErrors +2
  Sleep 30000
SectionEnd
