; The installer for Windows: for one person, without an administrator. packaging/make_windows.py runs it with
;   -DVERSION=1.2.3 -DNUMBERS=1.2.3.0 -DPAYLOAD=folder -DICON=file.ico -DTARGET=setup.exe [-DSIGN=command]
;
; setup.exe [/S] [/D=C:\folder]    /S asks nothing; /D comes last, without quotes
; uninstall.exe [/S]               leaves chats, settings and models where they are
; Exit codes: 0 done, 1 cancelled, 2 a file could not be written (what was installed before is back), 3 Parley is open

Unicode true
!ifndef STUB
  !define STUB amd64-unicode
!endif
Target ${STUB}
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS Win10

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define CLASSES "Software\Classes"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Parley"
!define APP_PATH "Software\Microsoft\Windows\CurrentVersion\App Paths\parley.exe"
!define AT_LOGIN "Software\Microsoft\Windows\CurrentVersion\Run"
!define CHARX "application/vnd.parley.character-card+zip"
!define GGUF "application/x-gguf"
!define EXIT_FAILED 2
!define EXIT_OPEN 3
!ifndef SECONDS_TO_CLOSE
  !define SECONDS_TO_CLOSE 20
!endif

Name "Parley"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\Parley"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "Parley ${VERSION}"
VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Parley"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Parley Setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "The Parley authors"
VIAddVersionKey "LegalCopyright" "The Parley authors, MIT licence"
!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\parleyw.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Open Parley"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "Your chats, settings and models stay where they are: this takes away the program alone."
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; What opens with Parley. Other programs that open such files stay as they are; Windows asks once which one it shall be.
!macro FileType extension kind name mime
  WriteRegStr HKCU "${CLASSES}\Parley.${kind}" "" "${name}"
  WriteRegStr HKCU "${CLASSES}\Parley.${kind}\DefaultIcon" "" '"$INSTDIR\parleyw.exe",0'
  WriteRegStr HKCU "${CLASSES}\Parley.${kind}\shell\open\command" "" '"$INSTDIR\parleyw.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\${extension}\OpenWithProgids" "Parley.${kind}" ""
  ; Files that many programs write are not said to be Parley's.
  !if "${mime}" != ""
    WriteRegStr HKCU "${CLASSES}\${extension}" "Content Type" "${mime}"
  !endif
!macroend

!macro NoFileType extension kind mime
  DeleteRegKey HKCU "${CLASSES}\Parley.${kind}"
  DeleteRegValue HKCU "${CLASSES}\${extension}\OpenWithProgids" "Parley.${kind}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${extension}\OpenWithProgids"
  !if "${mime}" != ""
    ReadRegStr $0 HKCU "${CLASSES}\${extension}" "Content Type"
    ${If} $0 == "${mime}"
      DeleteRegValue HKCU "${CLASSES}\${extension}" "Content Type"
    ${EndIf}
  !endif
  DeleteRegKey /ifempty HKCU "${CLASSES}\${extension}"
!macroend

; A program that runs cannot be written to.
!macro IsOpen file
  ${If} ${FileExists} "$INSTDIR\${file}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${file}" a
    ${If} ${Errors}
      StrCpy $1 open
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
!macroend

; Goes on when no Parley runs from the folder; without anybody to ask, waits a while for one that is closing.
!macro WaitUntilClosed prefix
Function ${prefix}WaitUntilClosed
  StrCpy $2 ${SECONDS_TO_CLOSE}
  ${Do}
    StrCpy $1 closed
    !insertmacro IsOpen "parley.exe"
    !insertmacro IsOpen "parleyw.exe"
    ${If} $1 == closed
      ${ExitDo}
    ${EndIf}
    ${If} ${Silent}
      IntOp $2 $2 - 1
      ${If} $2 <= 0
        SetErrorLevel ${EXIT_OPEN}
        Quit
      ${EndIf}
      Sleep 1000
    ${ElseIf} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Parley is open. Close its window, then press Retry." IDCANCEL`
      SetErrorLevel ${EXIT_OPEN}
      Quit
    ${EndIf}
  ${Loop}
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

; Keeps what is installed until the new files are all there.
Function SetAside
  RMDir /r "$INSTDIR\_before"
  ${IfNot} ${FileExists} "$INSTDIR\_internal\*.*"
    Return
  ${EndIf}
  CreateDirectory "$INSTDIR\_before"
  ClearErrors
  Rename "$INSTDIR\_internal" "$INSTDIR\_before\_internal"
  ${If} ${Errors}
    RMDir "$INSTDIR\_before"
    SetErrorLevel ${EXIT_OPEN}
    MessageBox MB_OK|MB_ICONSTOP "Files of Parley are in use. Close Parley, then install again." /SD IDOK
    Quit
  ${EndIf}
  Rename "$INSTDIR\parley.exe" "$INSTDIR\_before\parley.exe"
  Rename "$INSTDIR\parleyw.exe" "$INSTDIR\_before\parleyw.exe"
FunctionEnd

Function .onInstFailed
  ${If} ${FileExists} "$INSTDIR\_before\_internal\*.*"
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\parley.exe"
    Delete "$INSTDIR\parleyw.exe"
    Rename "$INSTDIR\_before\_internal" "$INSTDIR\_internal"
    Rename "$INSTDIR\_before\parley.exe" "$INSTDIR\parley.exe"
    Rename "$INSTDIR\_before\parleyw.exe" "$INSTDIR\parleyw.exe"
    RMDir "$INSTDIR\_before"
  ${EndIf}
  SetErrorLevel ${EXIT_FAILED}
FunctionEnd

Section "Parley"
  Call WaitUntilClosed
  Call SetAside
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  ClearErrors
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    Abort "The uninstaller could not be written."
  ${EndIf}
  RMDir /r "$INSTDIR\_before"

  CreateShortcut "$SMPROGRAMS\Parley.lnk" "$INSTDIR\parleyw.exe" "" "$INSTDIR\parleyw.exe" 0 SW_SHOWNORMAL "" "Chat with personas, on this computer alone"
  WriteRegStr HKCU "${APP_PATH}" "" "$INSTDIR\parley.exe"

  WriteRegStr HKCU "${CLASSES}\parley" "" "URL:Parley"
  WriteRegStr HKCU "${CLASSES}\parley" "URL Protocol" ""
  WriteRegStr HKCU "${CLASSES}\parley\DefaultIcon" "" '"$INSTDIR\parleyw.exe",0'
  WriteRegStr HKCU "${CLASSES}\parley\shell\open\command" "" '"$INSTDIR\parleyw.exe" "%1"'
  !insertmacro FileType ".json" "ChatArchive" "Chat archive" ""
  !insertmacro FileType ".charx" "CharacterCard" "Character card" "${CHARX}"
  !insertmacro FileType ".gguf" "LanguageModel" "Language model" "${GGUF}"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Parley"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" '"$INSTDIR\parleyw.exe",0'
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Parley authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  ${RefreshShellIcons}
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  ; Nothing but what was put there: the folder may hold other things.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_before"
  Delete "$INSTDIR\parley.exe"
  Delete "$INSTDIR\parleyw.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Parley.lnk"

  !insertmacro NoFileType ".json" "ChatArchive" ""
  !insertmacro NoFileType ".charx" "CharacterCard" "${CHARX}"
  !insertmacro NoFileType ".gguf" "LanguageModel" "${GGUF}"
  ReadRegStr $0 HKCU "${CLASSES}\parley\shell\open\command" ""
  ${If} $0 == '"$INSTDIR\parleyw.exe" "%1"'
    DeleteRegKey HKCU "${CLASSES}\parley"
  ${EndIf}
  DeleteRegKey HKCU "${APP_PATH}"
  DeleteRegValue HKCU "${AT_LOGIN}" "Parley"
  DeleteRegKey HKCU "${UNINSTALL}"
  ${RefreshShellIcons}
SectionEnd
