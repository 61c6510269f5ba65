use std::{
    env,
    ffi::OsString,
    io,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    process::Command,
};

use super::*;

/// Names the file to the test that runs again as somebody without its rights.
const FILE: &str = "TESSERA_UNREADABLE_SETTINGS";
/// `nobody`, or anybody else who is not root.
const NOBODY: u32 = 65_534;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn the_file_and_every_folder_made_for_it_are_the_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    set_mode(folder.path(), 0o755);
    let file = SettingsFile::at(folder.path().join("config").join("tessera").join("settings.json"));
    choose(&file, "it");
    assert_eq!(mode(file.path()), 0o600);
    assert_eq!(mode(&file.path().with_extension("json.lockfile")), 0o600);
    assert_eq!(mode(&folder.path().join("config").join("tessera")), 0o700);
    assert_eq!(mode(&folder.path().join("config")), 0o700);
    assert_eq!(mode(folder.path()), 0o755, "a folder that was there stays as it was");
}

#[test]
fn a_file_that_others_could_read_is_the_owners_alone_once_it_is_replaced_or_moved_aside() {
    let (_folder, file) = file();
    choose(&file, "it");
    set_mode(file.path(), 0o644);
    choose(&file, "en");
    assert_eq!(mode(file.path()), 0o600);
    fs::write(file.path(), "{ cut").unwrap();
    set_mode(file.path(), 0o644);
    assert_eq!(mode(&file.load().unwrap().set_aside.unwrap()), 0o600);
}

#[test]
fn a_pipe_in_the_place_of_the_file_is_not_waited_for() {
    let (_folder, file) = file();
    choose(&file, "it");
    fs::remove_file(file.path()).unwrap();
    assert!(Command::new("mkfifo").arg(file.path()).status().unwrap().success());
    assert!(matches!(file.load(), Err(SettingsError::NotAFile { .. })));
    assert!(file.stamp().is_some());
}

#[test]
fn a_file_that_may_not_be_read_is_an_error_and_stays() {
    if let Some(path) = env::var_os(FILE) {
        return may_not_be_read(&SettingsFile::at(path));
    }
    let (folder, file) = file();
    choose(&file, "it");
    set_mode(file.path(), 0o000);
    if fs::File::open(file.path()).is_err() {
        may_not_be_read(&file);
    } else {
        for open in [folder.path(), file.path().parent().unwrap()] {
            set_mode(open, 0o755);
        }
        run_as_nobody(folder.path(), file.path().into());
    }
    set_mode(file.path(), 0o600);
    assert_eq!(file.load().unwrap().settings.language.as_deref(), Some("it"));
    assert!(others(&file).is_empty());
}

fn may_not_be_read(file: &SettingsFile) {
    let error = file.load().unwrap_err();
    let SettingsError::Io { action: "read", path, source } = error else { panic!("{error:?}") };
    assert_eq!(path, file.path());
    assert_eq!(source.kind(), io::ErrorKind::PermissionDenied);
    assert!(file.change(|settings| settings.language = None).is_err());
    assert!(file.stamp().is_some());
}

/// Root may read every file, so this test runs again as somebody else, from where they can reach it.
fn run_as_nobody(folder: &Path, settings: OsString) {
    let program = folder.join("test");
    fs::copy(env::current_exe().unwrap(), &program).unwrap();
    let mut command = Command::new(&program);
    command.args(["--exact", "file::tests::permissions::a_file_that_may_not_be_read_is_an_error_and_stays"]);
    let output = command.env(FILE, settings).current_dir("/").uid(NOBODY).gid(NOBODY).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}
