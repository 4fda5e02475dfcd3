//! Scripts of `windows-dhcp`, with something else in the place of PowerShell.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use dhcpair_exec::{ExecError, Identity, Limits, PowerShell, PowerShellError};
use dhcpair_testbed::{OpenSsh, Reply};
use windows_dhcp::command::server::GetVersion;
use windows_dhcp::command::{Builder, ServerName};
use windows_dhcp::fake::FakePair;
use windows_dhcp::runner::PowerShellRunner;
use windows_dhcp::script::{AfterError, Run, RunId};

use crate::ways::{all, server, ssh};

fn run() -> Run {
    let id = RunId::new("5f3a9c01d2").unwrap();
    Run::new(id, &[GetVersion {}.here()], AfterError::Stop).unwrap()
}

/// A program that looks at its arguments and its input, and says nothing that is a report.
#[tokio::test]
async fn the_script_goes_to_standard_input() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let shell = folder.path().join("pwsh");
    let seen = folder.path().join("seen");
    let text = format!(
        "#!/bin/sh\n{{ echo \"$#\" \"$1\" \"$2\" \"$3\"; cat; }} >{}\nexit 7\n",
        seen.display()
    );
    fs::write(&shell, text).unwrap();
    fs::set_permissions(&shell, fs::Permissions::from_mode(0o755)).unwrap();
    for host in all(server.as_ref()) {
        let power_shell = PowerShell::new(Limits::default()).program(&shell);
        let failed = power_shell.carry_out(&*host, &run()).await.unwrap_err();
        assert!(matches!(failed, PowerShellError::Run(_)), "{failed:?}");
        let mut expected = b"4 -NoProfile -NonInteractive -EncodedCommand\n".to_vec();
        expected.extend_from_slice(run().input().as_bytes());
        assert_eq!(fs::read(&seen).unwrap(), expected, "{host:?}");
        fs::remove_file(&seen).unwrap();
    }
}

/// The server sees exactly the command line that is made for every shell.
#[tokio::test]
async fn a_windows_computer_sees_the_constant_line() {
    let Some(server) = server() else { return };
    let seen = server.file("seen");
    let options = format!(r#"command="printf %s \"$SSH_ORIGINAL_COMMAND\" > {}""#, seen.display());
    let key = server.admit("windows", "ed25519", &options).unwrap();
    let host = ssh(&server).identities([Identity::File(key)]).windows();
    let failed = PowerShell::new(Limits::default()).carry_out(&host, &run()).await.unwrap_err();
    assert!(matches!(failed, PowerShellError::Run(_)), "{failed:?}");
    assert_eq!(fs::read_to_string(&seen).unwrap(), Run::command_line());

    let spaced = PowerShell::new(Limits::default()).program("C:/Program Files/pwsh.exe");
    let refused = spaced.carry_out(&host, &run()).await.unwrap_err();
    let PowerShellError::Exec(ExecError::Unsayable { .. }) = refused else { panic!("{refused:?}") };
}

/// The strict fake of two Windows servers behind the real server: `ssh` to it is a session on
/// `win-1`.
fn fake(server: &OpenSsh) -> std::path::PathBuf {
    let mut pair = FakePair::new("win-1", "win-2");
    pair.on = "win-1".to_owned();
    let key = server.stand_in("fake", move |line, stdin| {
        let output = pair.run(line, stdin).unwrap();
        let code = output.code.and_then(|code| code.try_into().ok()).unwrap_or(255);
        Reply { code, stdout: output.stdout, stderr: output.stderr }
    });
    key.unwrap()
}

#[tokio::test]
async fn a_script_comes_back_with_its_report() {
    let Some(server) = server() else { return };
    let host = ssh(&server).identities([Identity::File(fake(&server))]).windows();
    let power_shell = PowerShell::new(Limits::default());
    let here = GetVersion {}.here();
    let nowhere = GetVersion {}.at(&ServerName::new("win-3").unwrap());
    let id = RunId::new("5f3a9c01d2").unwrap();
    let run = Run::new(id, &[here, nowhere], AfterError::Stop).unwrap();
    let report = power_shell.carry_out(&host, &run).await.unwrap();
    assert!(report.is_done(0) && !report.is_done(1), "{report:?}");
    assert_eq!(report.faults[0].step, Some(1));
    assert_eq!(report.computer, "WIN-1");

    // Anything else is not the bootstrap, and told as no report.
    let other = power_shell.program("pwsh").carry_out(&host, &run).await.unwrap_err();
    let PowerShellError::Run(why) = other else { panic!("{other:?}") };
    assert!(why.to_string().contains("not the bootstrap"), "{why}");
}
